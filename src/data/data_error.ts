/**
 * A data file that cannot be used: missing, damaged, or not what it should be. Its message names
 * the file, what was found, what is expected and what to do about it.
 */
export class DataError extends Error {
  /** Always "DataError". */
  override readonly name = "DataError";
  /** The file or folder that the message is about. */
  readonly path: string;

  /** An error about the file or folder `path`. */
  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}
