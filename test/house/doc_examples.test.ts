import { expect, it } from "vitest";

it("every example of the documentation runs", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // Without type check: it takes the imports that Deno adds to each example for unused ones.
    args: ["test", "--doc", "--no-check", "-A", "src", "README.md"],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  expect(code, output).toBe(0);
  expect(Number(/(\d+) passed/.exec(output)?.[1])).toBeGreaterThan(4);
}, 180_000);
