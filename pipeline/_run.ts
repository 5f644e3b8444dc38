import { RunCache } from "./_cache.ts";
import { producersOf } from "./_check_stages.ts";
import { decide, type Decision } from "./_decide.ts";
import { type Fingerprint, fingerprint, MissingInputError } from "./_fingerprint.ts";
import { hashFile } from "./_hash.ts";
import { type Lock, writeLock } from "./_lock_file.ts";
import { runStage } from "./_run_stage.ts";
import { StageError } from "./errors.ts";
import type { Action, PipelineEvent } from "./events.ts";
import type { PipelineResult, RunOptions } from "./run_options.ts";
import type { StageContext } from "./stage.ts";

/** One pass over the stages. Keeps the lock file up to date. */
export class Run<C> {
  readonly #options: RunOptions<C>;
  readonly #lock: Lock;
  readonly #codes: readonly string[];
  readonly #now: () => number;
  readonly #cache: RunCache;
  /** In a dry run, what the stages so far would have made: a hash, or not known before it runs. */
  readonly #planned = new Map<string, string | undefined>();

  /** @param codes The code version of each stage. */
  constructor(
    options: RunOptions<C>,
    lock: Lock,
    codes: readonly string[],
    now: () => number,
  ) {
    this.#options = options;
    this.#lock = lock;
    this.#codes = codes;
    this.#now = now;
    this.#cache = new RunCache(options.out);
  }

  /** Says so where a stage before `--from` does not fit the options. */
  async warnIfStale(index: number): Promise<void> {
    const { from } = this.#options;
    const { name } = this.#options.stages[index]!;
    const { reasons } = await this.#examine(index).catch((error) => {
      if (error instanceof MissingInputError) return { reasons: [error.message] };
      throw error;
    });
    if (reasons.length === 0) return;
    this.#emit({
      kind: "warning",
      message: `Stage "${name}" is out of date and is left as it is, because of --from ${from}: ` +
        reasons.join(", "),
    });
  }

  /** Skips, restores or runs a stage. */
  async stage(index: number, notRun: readonly string[]): Promise<PipelineResult["stages"][number]> {
    const { dryRun = false } = this.#options;
    const { name } = this.#options.stages[index]!;
    const { action, reasons, entry, now } = await this.#examine(index);
    this.#emit({ kind: "stage", stage: name, action, reasons, dryRun });
    if (dryRun) this.#plan(index, action, entry?.outputs);
    else if (action === "restore") await this.#restore(name, now!, entry!);
    else if (action === "run") await this.#run(index, now!, notRun);
    return { name, action, seconds: this.#lock.stages[name]?.seconds ?? 0 };
  }

  async #examine(index: number): Promise<Decision & { now?: Fingerprint }> {
    const { stages, config, out, force } = this.#options;
    const stage = stages[index]!;
    const inputs = await stage.inputs(config);
    const unknown = inputs.filter((path) =>
      this.#planned.has(path) && this.#planned.get(path) === undefined
    );
    if (unknown.length > 0) {
      return { action: "run", reasons: unknown.map((path) => `input "${path}" is made anew`) };
    }
    const current = async (file: string): Promise<string | undefined> =>
      this.#planned.get(file) ?? await hashFile(`${out}/${file}`);
    const earlier = producersOf(stages.slice(0, index), config);
    const now = await fingerprint(stage, config, this.#codes[index]!, current, earlier);
    if (this.#lock.pending.includes(stage.name)) {
      const reason = force === true ? "--force" : "an earlier run was to make it anew and did not";
      return { action: "run", reasons: [reason], now };
    }
    const decision = await decide(now, this.#lock.stages[stage.name], current, this.#cache);
    const outside = decision.action === "run" ? undefined : await stage.outside?.(config, now.key);
    if (outside === undefined) return { ...decision, now };
    return { action: "run", reasons: [...decision.reasons, outside], now };
  }

  #plan(index: number, action: Action, outputs: Readonly<Record<string, string>> = {}): void {
    const { stages, config } = this.#options;
    if (action === "skip") return;
    for (const file of stages[index]!.outputs(config)) this.#planned.set(file, outputs[file]);
  }

  async #restore(name: string, now: Fingerprint, entry: NonNullable<Decision["entry"]>) {
    await this.#cache.restore(now.key, entry);
    const { outputs, seconds } = entry;
    this.#lock.stages[name] = { ...now, outputs, seconds };
    await writeLock(this.#options.out, this.#lock);
  }

  async #run(index: number, now: Fingerprint, notRun: readonly string[]): Promise<void> {
    const { stages, out } = this.#options;
    const stage = stages[index]!;
    const started = this.#now();
    try {
      const outputs = await runStage(stage, this.#context(index, now.key));
      const seconds = (this.#now() - started) / 1000;
      this.#lock.stages[stage.name] = { ...now, outputs, seconds };
      this.#lock.pending = this.#lock.pending.filter((name) => name !== stage.name);
      await writeLock(out, this.#lock);
      await this.#cache.store(now.key, { stage: stage.name, outputs, seconds })
        .catch((error) => this.#emit({ kind: "warning", message: error.message }));
      this.#emit({ kind: "done", stage: stage.name, seconds });
    } catch (cause) {
      this.#emit({ kind: "failed", stage: stage.name });
      throw new StageError(stage.name, notRun, cause);
    }
  }

  #context(index: number, key: string): StageContext<C> {
    const { stages, config, out, terminal = false, force = false } = this.#options;
    const earlier = stages.slice(0, index).map(({ name }) => name);
    return {
      config,
      out,
      path: (file) => `${out}/${file}`,
      write: (text) => this.#emit({ kind: "text", stage: stages[index]!.name, text }),
      terminal,
      key,
      fresh: force,
      seconds: Object.fromEntries(
        earlier.map((name) => [name, this.#lock.stages[name]?.seconds ?? 0]),
      ),
    };
  }

  #emit(event: PipelineEvent): void {
    this.#options.onEvent?.(event);
  }
}
