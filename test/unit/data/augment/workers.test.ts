import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("./_program.ts", import.meta.url));

/** Runs the program, which has 30 seconds to come to its end by itself. */
async function run(how: string, permissions: readonly string[]) {
  const { code, signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", ...permissions, PROGRAM, how],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
    signal: AbortSignal.timeout(30_000),
  }).output();
  return { code, signal, text: new TextDecoder().decode(stdout).trim() };
}

describe("the worker threads of augmented batches", () => {
  it.each([
    ["all read", "6 batches"],
    ["full ring", "6 batches"],
    ["left early", "1 batches"],
    ["a failure", "Error: the training failed"],
    ["unused", "0 batches"],
  ])("end with their batches, and the process with them: %s", async (how, text) => {
    // Deno's process would go on for as long as a worker does.
    expect(await run(how, ["--allow-read=."])).toEqual({ code: 0, signal: null, text });
  });

  it("say what they lack when they cannot start", async () => {
    const { code, text } = await run("all read", []);
    expect(code).toBe(0);
    expect(text).toMatch(
      /^Error: Cannot start a worker thread to augment images: .*Requires read access to .*\. Run Deno with --allow-read for the program's folder, or set workers to 0 to do without one$/,
    );
  });
});
