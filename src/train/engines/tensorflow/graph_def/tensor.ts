import { WireWriter } from "./wire_writer.ts";

/** Values of a tensor as TensorFlow lays them out. */
export interface TensorValue {
  /** Number of the type, one of `TF_TYPES`; no strings. */
  readonly dtype: number;
  readonly shape: readonly number[];
  /** The elements as they lie in memory, row-major and little-endian. */
  readonly bytes: Uint8Array;
}

/** Writes the fields of `TensorShapeProto` (tensor_shape.proto). */
export function writeShape(writer: WireWriter, shape: readonly number[]): void {
  for (const dim of shape) writer.message(2, (part) => part.varint(1, dim));
}

/** A tensor as the message `TensorProto` (tensor.proto). */
export function encodeTensor({ dtype, shape, bytes }: TensorValue): Uint8Array<ArrayBuffer> {
  return new WireWriter()
    .varint(1, dtype)
    .message(2, (part) => writeShape(part, shape))
    .bytes(4, bytes)
    .finish();
}
