import type { ElementType, ValueInfo } from "../graph/mod.ts";
import type { NativeValueInfo } from "./_native.ts";

/** `TensorProto.DataType` of the ONNX specification, for the types that a graph may have. */
const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  6: "int32",
  7: "int64",
  9: "bool",
  11: "float64",
};

/** The addon's description of an input or output in our own words. Throws `TypeError` for types that no typed array of ours stores. */
export function toValueInfo(native: NativeValueInfo): ValueInfo {
  const dtype = native.isTensor ? ELEMENT_TYPES[native.type] : undefined;
  if (dtype === undefined) {
    throw new TypeError(
      `Cannot load the model: "${native.name}" has element type ${native.type}, expected one of ${
        Object.values(ELEMENT_TYPES).join(", ")
      }`,
    );
  }
  const shape = native.shape.map((dim, i) => dim >= 0 ? dim : native.symbolicDimensions[i] || "?");
  return { name: native.name, dtype, shape };
}
