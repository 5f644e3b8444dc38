import { TensorflowError } from "../../src/train/mod.ts";

/** The error of a training with what to do where memory ran out; else the error as it is. */
export function explainMemory(error: unknown, batchSize: number): unknown {
  if (!(error instanceof TensorflowError) || error.code !== "RESOURCE_EXHAUSTED") return error;
  return new Error(
    `${error.message}. Give a smaller --batch-size than ${batchSize}, or --device cpu for a GPU's ` +
      "lack of memory",
    { cause: error },
  );
}
