import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { prepareTfjs } from "../../../src/train/mod.ts";
import { largestDifference, run, take, traceOf } from "./_run.ts";
import { generator } from "./zoo/mod.ts";

prepareTfjs();

const { constraints } = tf;
const SHAPE = [3, 2, 2];

/** tfjs's layers apply constraints to weights that are set, and not while training; own loops may. */
it.each([
  ["maxNorm", constraints.maxNorm({ maxValue: 0.5, axis: 1 })],
  ["unitNorm", constraints.unitNorm({ axis: 0 })],
  ["nonNeg", constraints.nonNeg()],
  ["minMaxNorm", constraints.minMaxNorm({ minValue: 0.5, maxValue: 1, rate: 0.3, axis: 2 })],
])("%s computes as tfjs does", async (_name, constraint) => {
  const random = generator(1);
  const weights = Float32Array.from({ length: 12 }, () => random() * 2 - 1);
  const apply = (w: tf.Tensor) => constraint.apply(w);
  const actual = await run(traceOf(apply, [SHAPE]), [weights]);
  const expected = take(tf.tidy(() => apply(tf.tensor(weights, SHAPE))));
  expect(largestDifference(actual.data as Float32Array, expected)).toBeLessThan(1e-6);
  expect(largestDifference(weights, expected)).toBeGreaterThan(0.01);
});
