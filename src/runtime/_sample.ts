import { sizeOf, type TensorData, type ValueInfo } from "../graph/mod.ts";
import type { Tensors } from "./web/mod.ts";

/**
 * The first `count` rows of a sample; the sample itself where some input has a fixed first
 * dimension, so that its rows cannot be cut, or none are left to cut.
 */
export function firstRows(sample: Tensors, inputs: readonly ValueInfo[], count: number): Tensors {
  const cuttable = inputs.every(({ name, shape }) =>
    typeof shape[0] === "string" && (sample[name]?.shape[0] ?? 0) > count
  );
  if (!cuttable) return sample;
  return Object.fromEntries(
    Object.entries(sample).map(([name, { dtype, shape, data }]): [string, TensorData] => {
      const rest = shape.slice(1);
      return [name, {
        dtype,
        shape: [count, ...rest],
        data: data.slice(0, count * sizeOf(rest)) as TensorData["data"],
      }];
    }),
  );
}

/**
 * The largest difference between two sets of outputs: absolute for values up to 1, relative to the
 * expected value above. `Infinity` where names, shapes or NaNs differ.
 */
export function largestDifference(actual: Tensors, expected: Tensors): number {
  let largest = 0;
  for (const [name, { shape, data }] of Object.entries(expected)) {
    const other = actual[name];
    if (other === undefined || other.shape.join() !== shape.join()) return Infinity;
    for (let i = 0; i < data.length; i++) {
      const a = Number(other.data[i]);
      const b = Number(data[i]);
      if (Object.is(a, b) || a === b) continue;
      const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
      if (!(difference < Infinity)) return Infinity;
      if (difference > largest) largest = difference;
    }
  }
  return largest;
}
