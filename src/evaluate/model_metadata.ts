import { decodeModelInfo } from "../graph/mod.ts";
import { parseClassNames, parsePreprocessing, type Preprocessing } from "../preprocess/mod.ts";

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
    ...(labels === undefined ? {} : { classNames: parseClassNames(labels) }),
    ...(preprocessing === undefined ? {} : { preprocessing: parsePreprocessing(preprocessing) }),
    entries,
  };
}
