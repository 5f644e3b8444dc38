/** A stage failed; `cause` is what it threw. The stages after it did not run. */
export class StageError extends Error {
  /** @internal */
  override name = "StageError";
  /** The stage that failed. */
  readonly stage: string;
  /** The selected stages after it, in order. */
  readonly notRun: readonly string[];

  /** Wraps what `stage` threw. */
  constructor(stage: string, notRun: readonly string[], cause: unknown) {
    super(`Stage "${stage}" failed: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.stage = stage;
    this.notRun = notRun;
  }
}
