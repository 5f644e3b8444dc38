import { producersOf } from "./_check_stages.ts";
import { reserve } from "./_exclusive.ts";
import { readLock, writeLock } from "./_lock_file.ts";
import { Run } from "./_run.ts";
import { selectRange } from "./_select.ts";
import { codeVersion } from "./code_version.ts";
import type { PipelineResult, RunOptions } from "./run_options.ts";

export type { PipelineResult, RunOptions };
export { FolderInUseError } from "./_exclusive.ts";
export { MissingInputError } from "./_fingerprint.ts";

/**
 * Runs a pipeline's stages in order. A stage whose inputs, params, code and outputs are as its last
 * run left them is skipped; one that ran before with the same inputs, params and code gets its
 * outputs back from the run cache; any other runs. `pipeline.lock.json` in the out folder is
 * written after each stage, so that a run which failed or was killed resumes where it stopped.
 *
 * @throws {StageError} When a stage fails.
 * @throws {FolderInUseError} When another run uses the out folder.
 * @throws {MissingInputError} When a stage's input is not there.
 * @throws {RangeError} When `from` or `to` names no stage, or they are in the wrong order.
 * @throws {TypeError} When the stages contradict each other.
 */
export async function runPipeline<C>(options: RunOptions<C>): Promise<PipelineResult> {
  const { stages, config, out, dryRun = false, onEvent = () => {} } = options;
  const now = options.now ?? (() => performance.now());
  const started = now();
  const names = stages.map(({ name }) => name);
  producersOf(stages, config);
  const { first, last } = selectRange(names, options.from, options.to);

  await using _reservation = dryRun ? undefined : await reserve(out);
  const { lock, warning } = await readLock(out, names);
  if (warning !== undefined) onEvent({ kind: "warning", message: warning });
  // Now, not before each stage: what runs is the code that was loaded, whatever is edited meanwhile.
  const codes = await Promise.all(stages.map(({ source }) => codeVersion(source)));
  const run = new Run(options, lock, codes, now);
  if (options.force === true) {
    lock.pending = [...new Set([...lock.pending, ...names.slice(first, last + 1)])];
  }
  if (!dryRun && lock.pending.length > 0) await writeLock(out, lock);

  const results = [];
  for (let i = 0; i <= last; i++) {
    if (i < first) await run.warnIfStale(i);
    else results.push(await run.stage(i, names.slice(i + 1, last + 1)));
  }
  return { stages: results, seconds: (now() - started) / 1000 };
}
