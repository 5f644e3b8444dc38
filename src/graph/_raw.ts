import { allocate, type ElementType, sizeOf, type TensorData } from "./tensor.ts";

/**
 * The bytes of a tensor as ONNX's `raw_data` holds them: little endian, which is the order of typed
 * arrays on every platform that runs a browser or Deno. A view, not a copy.
 */
export function toRawBytes(value: TensorData): Uint8Array {
  const { data } = value;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A tensor from ONNX's `raw_data`; copies, since the bytes are seldom aligned. Throws `SyntaxError` when their count is wrong. */
export function fromRawBytes(
  dtype: ElementType,
  shape: readonly number[],
  bytes: Uint8Array,
): TensorData {
  const data = allocate(dtype, sizeOf(shape));
  if (bytes.byteLength !== data.byteLength) {
    throw new SyntaxError(
      `Cannot read a ${dtype} tensor of shape [${shape}] from ${bytes.byteLength} bytes: expected ${data.byteLength}`,
    );
  }
  new Uint8Array(data.buffer).set(bytes);
  return { dtype, shape: [...shape], data };
}
