import { decodeModelInfo } from "../../graph/mod.ts";

/**
 * Options of ONNX Runtime's for a model whose weights are stored as int8: make them float32 when it is loaded. Else
 * they are dequantized at every run, or on the processor computed with by operators that round the other
 * operand to 8 bits too.
 *
 * This module is browser compatible.
 *
 * @throws {SyntaxError} When the bytes are no ONNX model.
 */
export function weightOptions(model: Uint8Array): Readonly<Record<string, string>> {
  const { weight_form } = decodeModelInfo(model).metadata;
  return weight_form === "int8" ? { disable_quant_qdq: "1" } : {};
}
