import { TF_TYPES, typeName } from "./data_types.ts";
import { type Address, readBytes, type TensorflowSymbols } from "./ffi/mod.ts";
import { STRING_BYTES } from "./host_tensor.ts";

/** Values as they come back from TensorFlow, always a copy. */
export type ReadValues = Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint8Array[];

/**
 * The values of a `TF_Tensor`: complex numbers as pairs of floats, a resource handle as its bytes,
 * strings as a byte array each.
 *
 * @throws {TypeError} If tfjs has no array for the type.
 */
export function readTensor(
  symbols: TensorflowSymbols,
  tensor: Address,
  type: number,
): ReadValues {
  if (type === TF_TYPES.TF_STRING) return readStrings(symbols, tensor);
  const read = () =>
    readBytes(
      symbols,
      symbols.TF_TensorData(tensor),
      Number(symbols.TF_TensorByteSize(tensor)),
    );
  switch (type) {
    case TF_TYPES.TF_FLOAT:
    case TF_TYPES.TF_COMPLEX64:
      return new Float32Array(read().buffer);
    case TF_TYPES.TF_INT32:
      return new Int32Array(read().buffer);
    case TF_TYPES.TF_INT64:
      return new BigInt64Array(read().buffer);
    case TF_TYPES.TF_BOOL:
    case TF_TYPES.TF_RESOURCE:
      return read();
    default:
      throw new TypeError(
        `Cannot read a tensor of ${
          typeName(type)
        }: expected float, complex64, int32, int64, bool, ` +
          "resource or string. Cast it first",
      );
  }
}

function readStrings(symbols: TensorflowSymbols, tensor: Address): Uint8Array[] {
  const first = symbols.TF_TensorData(tensor);
  const count = Number(symbols.TF_TensorElementCount(tensor));
  return Array.from({ length: count }, (_, i) => {
    const at = first + BigInt(i) * STRING_BYTES;
    const length = Number(symbols.TF_StringGetSize(at));
    return readBytes(symbols, symbols.TF_StringGetDataPointer(at), length);
  });
}
