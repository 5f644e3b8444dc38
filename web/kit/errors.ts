/** Where a file came from, as far as it is known. */
export interface LoadFacts {
  /** Address of the file. */
  readonly url?: string;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** The answer's `Content-Type`. */
  readonly contentType?: string;
}

/** The model, or the runtime that it needs, cannot be loaded. The message says what to do. */
export class ModelLoadError extends Error {
  override readonly name = "ModelLoadError";
  /** Address of the file that was not loaded; absent for what was given as bytes, and for a malformed address. */
  readonly url?: string;
  /** HTTP status; absent where no server answered. */
  readonly status?: number;
  /** The answer's `Content-Type`. */
  readonly contentType?: string;

  constructor(message: string, facts: LoadFacts = {}, options?: ErrorOptions) {
    super(message, options);
    Object.assign(this, facts);
  }
}

/** The image has nothing on it to classify. */
export class EmptyImageError extends RangeError {
  override readonly name = "EmptyImageError";
}
