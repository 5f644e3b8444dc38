import type { ElementType } from "./tensor.ts";

/** ONNX's `TensorProto.DataType` number of each element type, as `Cast` takes it in `to`. */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** Element type of an ONNX `TensorProto.DataType` number; `undefined` for one that a graph cannot hold. */
export function elementTypeOf(code: number): ElementType | undefined {
  return (Object.keys(DATA_TYPES) as ElementType[]).find((dtype) => DATA_TYPES[dtype] === code);
}
