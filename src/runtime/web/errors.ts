import { decodeModelInfo } from "../../graph/mod.ts";

/**
 * A message of ONNX Runtime without the places in its source code:
 * `/onnxruntime_src/a/b.cc:136 void f(int) x == y was false. No adapter` becomes `No adapter`.
 */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/\s+/g, " ")
    .replace(/\/\S*onnxruntime\S*:\d+ .*?(?:[^<]\)|\]|<lambda\(\)>) (?:const )?(?:\[.*?\] )?/g, "")
    .replace(/\S+ (?:[=!<>]=? \S+ )?was false\. /g, "")
    .replace(/^(.{20,}?)[. ]+\1/, "$1")
    .replace(/[. ]+$/, "")
    .trim();
}

/** ONNX Runtime itself did not start, whatever the model. It can only be started again in another page or process. */
export class RuntimeStartError extends Error {
  override readonly name = "RuntimeStartError";
}

/** How onnxruntime-common begins the message of a session whose runtime did not start. */
const NOT_STARTED = /^no available backend found\. ERR: \[\w+\] /;

/** Whether a session was refused because the runtime did not start. */
export function isStartFailure(error: unknown): boolean {
  return error instanceof Error && NOT_STARTED.test(error.message);
}

/** The error for a runtime that was not found or did not start. */
export function startError(error: unknown): RuntimeStartError {
  const reason = reasonOf(error)
    .replace(NOT_STARTED, "")
    .replace(/^RuntimeError: Aborted\((.*)\)\. Build with -sASSERTIONS .*$/, "$1");
  return new RuntimeStartError(`Cannot start ONNX Runtime: ${reason}`, { cause: error });
}

/** The error for a model that was not loaded: a `SyntaxError` when its bytes are no ONNX file. */
export function loadError(model: Uint8Array, error: unknown): Error {
  try {
    decodeModelInfo(model);
  } catch (notOnnx) {
    return notOnnx as Error;
  }
  return new Error(`Cannot load the model: ${reasonOf(error)}`, { cause: error });
}

/** The error for a run that failed inside ONNX Runtime. */
export function runError(error: unknown): Error {
  return new Error(`Cannot run the model: ${reasonOf(error)}`, { cause: error });
}

/** The error for a session that was released. */
export function releasedError(): Error {
  return new Error("Cannot run the model: its session was released. Create a new one");
}
