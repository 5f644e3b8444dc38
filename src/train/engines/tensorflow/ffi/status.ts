import { readCString } from "./c_string.ts";
import type { Address, TensorflowSymbols } from "./symbols.ts";

/** Names of `TF_Code`, in its order (tsl/c/tsl_status.h). */
const CODES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

const NO_MESSAGE = new Uint8Array(1);

/** An error that TensorFlow reports: an op that fails, memory that is out. */
export class TensorflowError extends Error {
  override readonly name = "TensorflowError";
  /** The status code's name, such as `"INVALID_ARGUMENT"` or `"RESOURCE_EXHAUSTED"`. */
  readonly code: string;

  constructor(what: string, code: string, detail: string) {
    super(`${what}: ${detail} (${code})`);
    this.code = code;
  }
}

/** One `TF_Status` for all calls of a thread: pass its address, then {@linkcode Status.check} it. */
export class Status {
  readonly address: Address;
  readonly #symbols: TensorflowSymbols;

  constructor(symbols: TensorflowSymbols) {
    this.#symbols = symbols;
    this.address = symbols.TF_NewStatus();
  }

  /**
   * Throws what the last call reported.
   *
   * @param what What could not be done: `Cannot run TensorFlow op "MatMul"`.
   * @throws {TensorflowError} If the call failed. The status is OK again afterwards.
   */
  check(what: () => string): void {
    const code = this.#symbols.TF_GetCode(this.address);
    if (code === 0) return;
    const message = readCString(this.#symbols, this.#symbols.TF_Message(this.address));
    // Not every function sets the status when it succeeds.
    this.#symbols.TF_SetStatus(this.address, 0, NO_MESSAGE);
    throw new TensorflowError(what(), CODES[code] ?? `code ${code}`, message.trim());
  }

  dispose(): void {
    this.#symbols.TF_DeleteStatus(this.address);
  }
}
