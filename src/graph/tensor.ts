/**
 * Element types that a graph value can have. `bool` is stored one byte an element, 0 or 1.
 *
 * This module is browser compatible.
 */
export type ElementType =
  | "float16"
  | "float32"
  | "float64"
  | "int32"
  | "int64"
  | "uint8"
  | "int8"
  | "bool";

/** The typed array that stores each element type. */
export interface StorageOf {
  float16: Float16Array;
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  int8: Int8Array;
  bool: Uint8Array;
}

/** Any typed array that can hold a tensor's elements. */
export type Storage = StorageOf[ElementType];

/** A concrete tensor: row-major elements and their shape. A scalar has the shape `[]`. */
export interface TensorData<T extends ElementType = ElementType> {
  readonly dtype: T;
  readonly shape: readonly number[];
  readonly data: StorageOf[T];
}

const STORAGE = {
  // Looked up when it is used: a browser without it can do all else.
  get float16() {
    return Float16Array;
  },
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
} as const;

/** Number of elements in a tensor of `shape`; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** A zero-filled array that stores `size` elements of `dtype`. */
export function allocate<T extends ElementType>(dtype: T, size: number): StorageOf[T] {
  return new STORAGE[dtype](size) as StorageOf[T];
}

/** A tensor from plain numbers, converted to `dtype`. Throws `RangeError` when the count does not match `shape`. */
export function tensor<T extends ElementType>(
  dtype: T,
  shape: readonly number[],
  values: ArrayLike<number>,
): TensorData<T> {
  if (values.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot make a tensor of shape [${shape}] from ${values.length} values: expected ${
        sizeOf(shape)
      }`,
    );
  }
  const data = allocate(dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    data[i] = dtype === "int64" ? BigInt(values[i]!) : values[i]!;
  }
  return { dtype, shape: [...shape], data };
}
