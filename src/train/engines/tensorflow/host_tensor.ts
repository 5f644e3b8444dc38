import { TF_TYPES, typeName } from "./data_types.ts";
import type { Address, TensorflowSymbols } from "./ffi/mod.ts";

/** Values as tfjs's kernels hand them over: typed arrays, or a byte array for each string. */
export type TensorValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/** Size in bytes of `TF_TString`, a string in a tensor (tf_tstring.h). */
export const STRING_BYTES = 24n;

/** Array types that hold a data type; int64 and uint64 come as pairs of int32, low half first. */
const ARRAYS: Readonly<
  Record<number, typeof Float32Array | typeof Int32Array | typeof Uint8Array>
> = {
  [TF_TYPES.TF_FLOAT]: Float32Array,
  [TF_TYPES.TF_INT32]: Int32Array,
  [TF_TYPES.TF_INT64]: Int32Array,
  [TF_TYPES.TF_UINT64]: Int32Array,
  [TF_TYPES.TF_BOOL]: Uint8Array,
  [TF_TYPES.TF_UINT8]: Uint8Array,
};

/**
 * A `TF_Tensor` with a copy of `values`, to be deleted with `TF_DeleteTensor` by the caller; one of
 * strings by {@linkcode deleteStrings}.
 *
 * @throws {TypeError} If `values` are not of the type's array, or not as many as the shape says.
 */
export function newHostTensor(
  symbols: TensorflowSymbols,
  shape: readonly number[],
  type: number,
  values: TensorValues,
): Address {
  const count = shape.reduce((product, size) => product * size, 1);
  checkValues(shape, type, values, count);
  const dims = BigInt64Array.from(shape, BigInt);
  if (Array.isArray(values)) {
    const tensor = symbols.TF_AllocateTensor(
      type,
      dims,
      shape.length,
      BigInt(count) * STRING_BYTES,
    );
    let at = symbols.TF_TensorData(tensor);
    for (const bytes of values as Uint8Array<ArrayBuffer>[]) {
      symbols.TF_StringInit(at);
      symbols.TF_StringCopy(at, bytes, BigInt(bytes.length));
      at += STRING_BYTES;
    }
    return tensor;
  }
  const bytes = BigInt(values.byteLength);
  const tensor = symbols.TF_AllocateTensor(type, dims, shape.length, bytes);
  if (bytes > 0n) {
    symbols.copyIn(symbols.TF_TensorData(tensor), values as Float32Array<ArrayBuffer>, bytes);
  }
  return tensor;
}

/**
 * Deletes a tensor of strings that {@linkcode newHostTensor} made, and the strings, which TensorFlow
 * does not free in all cases.
 */
export function deleteStrings(symbols: TensorflowSymbols, tensor: Address): void {
  const count = Number(symbols.TF_TensorElementCount(tensor));
  let at = symbols.TF_TensorData(tensor);
  for (let i = 0; i < count; i++, at += STRING_BYTES) symbols.TF_StringDealloc(at);
  symbols.TF_DeleteTensor(tensor);
}

function checkValues(
  shape: readonly number[],
  type: number,
  values: TensorValues,
  count: number,
): void {
  const strings = Array.isArray(values);
  const expected = ARRAYS[type];
  if (
    strings !== (type === TF_TYPES.TF_STRING) ||
    (!strings && !(expected && values instanceof expected))
  ) {
    const received = strings ? "an array" : values.constructor.name;
    throw new TypeError(
      `Cannot make a tensor of ${typeName(type)} from ${received}: expected ` +
        (type === TF_TYPES.TF_STRING ? "an array of Uint8Array" : expected?.name ?? "another type"),
    );
  }
  const inPairs = type === TF_TYPES.TF_INT64 || type === TF_TYPES.TF_UINT64;
  const needed = inPairs ? 2 * count : count;
  if (values.length !== needed) {
    throw new TypeError(
      `Cannot make a tensor of ${typeName(type)} with shape [${shape}] from ${values.length} ` +
        `values: expected ${needed}`,
    );
  }
}
