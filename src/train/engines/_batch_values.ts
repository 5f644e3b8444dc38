import * as tf from "@tensorflow/tfjs";

/** The shape of a batch of a model's input or output. */
export function batchShape({ shape }: tf.SymbolicTensor, size: number): number[] {
  return [size, ...shape.slice(1) as number[]];
}

/**
 * The values of a batch for a model's input or output; what an array has beyond them is left out.
 *
 * @throws {RangeError} If there are fewer.
 */
export function batchValues(
  symbol: tf.SymbolicTensor,
  values: Float32Array,
  size: number,
): Float32Array {
  const count = tf.util.sizeFromShape(batchShape(symbol, size));
  if (values.length >= count) return values.subarray(0, count);
  throw new RangeError(
    `Cannot use ${values.length} values as a batch of ${size} for "${symbol.name}": ` +
      `expected ${count}`,
  );
}
