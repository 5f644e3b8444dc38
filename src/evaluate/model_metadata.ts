import { decodeModelInfo } from "../graph/mod.ts";
import { parsePreprocessing, type Preprocessing } from "../preprocess/mod.ts";

/** What a model file says about its use. */
export interface ModelMetadata {
  /** Class names in the order of the outputs, from the key "labels": a JSON array of texts. */
  readonly classNames?: readonly string[];
  /** How an image becomes the input, from the key "preprocessing". */
  readonly preprocessing?: Preprocessing;
  /** All of ONNX's `metadata_props`. */
  readonly entries: Readonly<Record<string, string>>;
}

/**
 * Reads labels and preprocessing from an ONNX file.
 *
 * @throws {SyntaxError} When the bytes are no ONNX model, or an entry is not JSON.
 * @throws {TypeError} When an entry is JSON of another form.
 */
export function readModelMetadata(model: Uint8Array): ModelMetadata {
  const entries = decodeModelInfo(model).metadata;
  const { labels, preprocessing } = entries;
  return {
    ...(labels === undefined ? {} : { classNames: parseLabels(labels) }),
    ...(preprocessing === undefined ? {} : { preprocessing: parsePreprocessing(preprocessing) }),
    entries,
  };
}

function parseLabels(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot parse the model's labels "${text.slice(0, 40)}" as JSON ` +
        `(${(error as Error).message}). Export the model again`,
      { cause: error },
    );
  }
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    throw new TypeError(
      `Cannot use the model's labels ${
        text.slice(0, 40)
      }: expected a JSON array of texts. Export the model again`,
    );
  }
  return value;
}
