import { readFile } from "../../src/data/mod.ts";
import { type ModelMetadata, readModelMetadata } from "../../src/evaluate/mod.ts";

/**
 * Reads an ONNX file that the user named, and what it says about its use.
 *
 * @throws {DataError} When it cannot be read.
 * @throws {SyntaxError} When it is no ONNX model: says what it is.
 */
export async function readModel(
  path: string,
): Promise<{ bytes: Uint8Array; metadata: ModelMetadata }> {
  const bytes = await readFile(path);
  try {
    return { bytes, metadata: readModelMetadata(bytes) };
  } catch (error) {
    const reason = (error as Error).message
      .replace(/^Cannot read the ONNX model: /, "")
      .replace(". Export the model to ONNX first", "");
    throw new SyntaxError(
      `Cannot use "${path}" as an ONNX model: ${reason}. ` +
        `Give the model.onnx that "deno task pipeline" wrote, such as runs/mnist-lenet/model.onnx`,
      { cause: error },
    );
  }
}
