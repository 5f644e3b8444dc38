import { dirname } from "node:path";
import { hashFile } from "./_hash.ts";
import type { Stage, StageContext } from "./stage.ts";

/**
 * Runs a stage on a clean slate and hashes what it made.
 *
 * @returns SHA-256 of each output, in hex.
 */
export async function runStage<C>(
  stage: Stage<C>,
  context: StageContext<C>,
): Promise<Record<string, string>> {
  const files = stage.outputs(context.config);
  for (const file of files) {
    // An old output must not pass for one that the stage forgot to write.
    await Deno.remove(context.path(file)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    await Deno.mkdir(dirname(context.path(file)), { recursive: true });
  }
  await stage.run(context);
  const hashes: Record<string, string> = {};
  const missing: string[] = [];
  for (const file of files) {
    const hash = await hashFile(context.path(file));
    if (hash === undefined) missing.push(`"${file}"`);
    else hashes[file] = hash;
  }
  if (missing.length > 0) throw new Error(`It ended without writing ${missing.join(", ")}`);
  return hashes;
}
