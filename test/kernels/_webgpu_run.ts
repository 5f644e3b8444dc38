import { SWIFTSHADER } from "../_swiftshader.ts";
import type { Outcome } from "./_webgpu_outcome.ts";

/** Runs cases on SwiftShader. A case that takes its process down is refused, and the others go on in a new one. */
export async function runCases(ids: readonly string[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (let left = ids; left.length > 0;) {
    const { found, failure } = await runWorker(left);
    for (const outcome of found) outcomes.set(outcome.id, outcome);
    const guilty = left[found.length];
    left = left.slice(found.length + 1);
    if (guilty === undefined) continue;
    // Without one answer the worker itself does not start.
    if (found.length === 0 && failure.code === 1) throw new Error(failure.stderr);
    outcomes.set(guilty, { id: guilty, reason: `the process ended with ${failure.code}` });
  }
  return outcomes;
}

async function runWorker(ids: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "test/kernels/_webgpu_worker.ts"],
    env: { VK_ICD_FILENAMES: SWIFTSHADER },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(ids)));
  await writer.close();
  const { stdout, stderr, code, signal } = await child.output();
  const text = new TextDecoder();
  const found = text.decode(stdout).split("\n").filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Outcome);
  return { found, failure: { code: signal ?? code, stderr: text.decode(stderr) } };
}
