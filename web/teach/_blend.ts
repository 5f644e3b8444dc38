import type { TensorData } from "../../src/graph/mod.ts";
import { rowOf } from "./_train.ts";

/** Parts of the way from the old weights to the new ones. */
const TENTHS = 10;

/**
 * Goes as little of the way from old weights to new ones as is enough: weights between two that do a task well
 * keep more of the old ones' answers than the new ones do (Wortsman et al. 2021, https://arxiv.org/abs/2109.01903).
 *
 * @param isEnough Asked with the weights after each tenth of the way but the last, until it says yes.
 */
export async function blend(
  from: readonly TensorData[],
  to: readonly TensorData[],
  isEnough: (weights: readonly TensorData[]) => Promise<boolean>,
): Promise<readonly TensorData[]> {
  for (let tenth = 1; tenth < TENTHS; tenth++) {
    const weights = from.map((old, i): TensorData => {
      const target = to[i]!.data as Float32Array;
      const data = (old.data as Float32Array).map((value, j) =>
        value + (target[j]! - value) * tenth / TENTHS
      );
      return { dtype: "float32", shape: old.shape, data };
    });
    if (await isEnough(weights)) return weights;
  }
  return to;
}

/** Whether every row gives its own class at least the probability `sureness`. */
export function areSure(
  answers: Float32Array,
  labels: readonly number[],
  sureness: number,
): boolean {
  const numClasses = answers.length / labels.length;
  return labels.every((label, i) => rowOf(answers, i, numClasses)[label]! >= sureness);
}
