import { decodeModel, encodeModel } from "../../graph/mod.ts";
import { compressWeights } from "./compress_weights.ts";
import type { WeightForm } from "./weight_form.ts";

/** Key of `metadata_props` that names the form of the weights where that is not fp32. */
const FORM_KEY = "weight_form";

/** The first operator set in which `DequantizeLinear` has a scale for each channel. */
const FIRST_OPSET = 13;

/**
 * An ONNX file with its weights stored in another form, for a smaller download. All that the file says about
 * itself stays, and the entry `weight_form` of `metadata_props` names the form.
 *
 * - `"fp16"`: weights as float16, which a `Cast` widens. Half the bytes; rounds to 11 bits.
 * - `"int8"`: weights as int8 with one scale for each output channel (row, for embeddings), which a
 *   `DequantizeLinear` multiplies. A quarter of the bytes; rounds to 1/254 of the channel's largest weight.
 *
 * Weights are those of convolutions, dense and recurrent layers and embeddings, where they save at least 256
 * bytes; all else stays float32, and so does a weight that the form cannot hold: in fp16 one beyond 65504 or
 * wholly below 2^-14.
 *
 * Computed is in float32, as before: {@linkcode createSession} makes float32 of int8 when it loads the file. ONNX
 * Runtime itself does so with its session option `session.disable_quant_qdq` at `"1"`; without, it dequantizes at
 * every run, and on processors rounds the inputs of dense layers to 8 bits, too.
 *
 * @throws {SyntaxError} For bytes that are no ONNX model.
 * @throws {TypeError} Listing all that a `Graph` cannot hold.
 * @throws {RangeError} For an unknown form, a file whose weights have another form already, and for int8 with
 * an operator set below 13.
 *
 * @example A quarter of the bytes
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compressModel, prepareTfjs, toOnnx } from "../../mod.ts";
 *
 * prepareTfjs();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 64, inputShape: [784] })] });
 * const { bytes } = toOnnx(model);
 * const small = compressModel(bytes, "int8");
 * if (small.length > 0.27 * bytes.length) throw new Error(`${small.length} of ${bytes.length} bytes`);
 * ```
 */
export function compressModel(model: Uint8Array, form: WeightForm): Uint8Array<ArrayBuffer> {
  const { graph, metadata, ...info } = decodeModel(model);
  const present = metadata[FORM_KEY];
  if (present !== undefined && present !== form) {
    throw new RangeError(
      `Cannot store the model's weights as ${form}: they are stored as ${present}. ` +
        "Use the file that it was made of",
    );
  }
  if (form === "int8" && info.opset < FIRST_OPSET) {
    throw new RangeError(
      `Cannot store the weights of a model of opset ${info.opset} as int8: expected opset ` +
        `${FIRST_OPSET} or above. Export the model again`,
    );
  }
  const compressed = compressWeights(graph, form);
  return encodeModel(compressed, { ...info, metadata: withWeightForm(metadata, form) });
}

/** A file's `metadata_props` that name the form of its weights. */
export function withWeightForm(
  metadata: Readonly<Record<string, string>>,
  form: WeightForm,
): Readonly<Record<string, string>> {
  return form === "fp32" ? metadata : { ...metadata, [FORM_KEY]: form };
}
