/** A function that cannot be written as one graph. `offenders` lists every reason that was found. */
export class TraceError extends Error {
  override readonly name = "TraceError";

  /** @param offenders Kernels, layers or reads that cannot be traced, one text each. */
  constructor(message: string, readonly offenders: readonly string[] = []) {
    super(message);
  }
}
