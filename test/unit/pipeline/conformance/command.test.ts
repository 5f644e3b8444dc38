import { describe, expect, it } from "vitest";
import { requireTensorflow } from "../../../_require.ts";
import { outcomeOf } from "../../../smoke/_commands.ts";

/** Runs the command in a process of its own: jasmine's globals are not vitest's. */
async function conformance(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "pipeline/cli/conformance.ts", ...args],
  });
  const { code, stdout, stderr } = outcomeOf(await command.output());
  return { code, lines: stdout.trim().split("\n"), errors: stderr };
}

describe("deno task conformance", () => {
  requireTensorflow()("runs tfjs-core's specs and prints the counts", async () => {
    const { code, lines, errors } = await conformance("--grep", "^(round|sign) ");
    expect(lines.at(-1)).toMatch(/^\d+ passed, 0 failed, 3 excluded, 0 switched off/);
    expect(lines.filter((line) => line.startsWith("  "))).toEqual([
      "  sign basic",
      "  sign does not propagate NaNs",
      "  sign accepts a tensor-like object",
    ]);
    expect(errors).toBe("");
    expect(code).toBe(0);
  });

  it.each([
    [["--backend", "webgl"], 'Cannot use --backend "webgl"'],
    [["--tf-lib", "/nowhere"], "Cannot find TensorFlow in /nowhere, which --tf-lib names"],
  ])("%j: fails with what is wrong", async (args, message) => {
    const { code, errors } = await conformance(...args);
    expect(errors).toContain(message);
    expect(code).toBe(1);
  });
});
