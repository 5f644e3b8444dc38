import { allocate, type ElementType, sizeOf, type Storage, type TensorData } from "../../tensor.ts";

/**
 * A constant while it is folded. Floats are held as float64 until the end of a chain of nodes, all
 * other types as they are.
 */
export interface Wide {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: Storage;
}

/** A constant as folding takes it. */
export function widen({ dtype, shape, data }: TensorData): Wide {
  return {
    dtype,
    shape,
    data: isNarrow(dtype) ? Float64Array.from(data as Float32Array) : data,
  };
}

/** A folded value as the graph stores it. */
export function narrow({ dtype, shape, data }: Wide): TensorData {
  if (!isNarrow(dtype)) return { dtype, shape: [...shape], data } as TensorData;
  const stored = allocate(dtype, data.length);
  stored.set(data as Float64Array);
  return { dtype, shape: [...shape], data: stored };
}

/** Floats that folding holds with more digits than they have. */
export function isNarrow(dtype: ElementType): dtype is "float16" | "float32" {
  return dtype === "float16" || dtype === "float32";
}

/** Elements as numbers; `undefined` for an int64 that a number cannot hold. */
export function toNumbers({ dtype, data }: Wide): ArrayLike<number> | undefined {
  if (dtype !== "int64") return data as Float64Array;
  const numbers = Float64Array.from(data as BigInt64Array, Number);
  return numbers.every(Number.isSafeInteger) ? numbers : undefined;
}

const RANGES: Partial<Record<ElementType, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255],
  int8: [-128, 127],
  bool: [0, 1],
};

/** A constant from numbers; `undefined` where the type cannot hold one of them. */
export function fromNumbers(
  dtype: ElementType,
  shape: readonly number[],
  numbers: ArrayLike<number>,
): Wide | undefined {
  const range = RANGES[dtype];
  if (range === undefined) return { dtype, shape, data: Float64Array.from(numbers) };
  const data = allocate(dtype, numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (!Number.isInteger(value) || value < range[0] || value > range[1]) return undefined;
    data[i] = dtype === "int64" ? BigInt(value) : value;
  }
  return { dtype, shape, data };
}

/** Storage of the same kind as `like`, for `size` elements. */
export function sameStorage(like: Storage, size: number): Storage {
  return new (like.constructor as new (size: number) => Storage)(size);
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

/**
 * Copies a strided view into a new array: element `[i, j, ...]` of the result is at
 * `offset + i * strides[0] + j * strides[1] + ...` in `data`. A stride of 0 repeats.
 */
export function copyStrided(
  data: Storage,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Storage {
  const size = sizeOf(shape);
  const result = sameStorage(data, size);
  const position = shape.map(() => 0);
  let source = offset;
  for (let i = 0; i < size; i++) {
    result[i] = data[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return result;
}

/** The shape that two shapes broadcast to; `undefined` where they do not fit. */
export function broadcastShape(
  a: readonly number[],
  b: readonly number[],
): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}

/** The elements repeated so that they fill a shape to which the constant broadcasts. */
export function broadcast(value: Wide, shape: readonly number[]): Wide {
  const own = stridesOf(value.shape);
  const missing = shape.length - value.shape.length;
  const strides = shape.map((_, axis) =>
    axis < missing || value.shape[axis - missing] === 1 ? 0 : own[axis - missing]!
  );
  return { ...value, shape, data: copyStrided(value.data, shape, strides) };
}
