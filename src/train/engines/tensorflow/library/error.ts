/** TensorFlow's library is not there, or cannot be used here. */
export class LibraryError extends Error {
  override readonly name = "LibraryError";
  /** The file that cannot be used; `undefined` when none was found. */
  readonly file: string | undefined;

  constructor(message: string, file?: string, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}
