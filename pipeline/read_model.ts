import { readFile } from "../src/data/mod.ts";
import { type ModelMetadata, readModelMetadata } from "../src/evaluate/mod.ts";

/** The remedy where the user named the file. */
const GIVE_ANOTHER = `Give the model.onnx that "deno task pipeline" writes into its out folder`;

/**
 * Reads an ONNX file and what it says about its use.
 *
 * @param remedy What to do when it is no ONNX file.
 * @throws {DataError} When it cannot be read.
 * @throws {SyntaxError} When it is no ONNX model: says what it is.
 */
export async function readModel(
  path: string,
  remedy: string = GIVE_ANOTHER,
): Promise<{ bytes: Uint8Array; metadata: ModelMetadata }> {
  const bytes = await readFile(path);
  try {
    return { bytes, metadata: readModelMetadata(bytes) };
  } catch (error) {
    const reason = (error as Error).message
      .replace(/^Cannot read the ONNX model: /, "")
      .replace(". Export the model to ONNX first", "");
    throw new SyntaxError(`Cannot use "${path}" as an ONNX model: ${reason}. ${remedy}`, {
      cause: error,
    });
  }
}
