import * as tf from "@tensorflow/tfjs";
import { bools, EXTREMES, floats, given, ints, nchw, positive, tied } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

function reduction(run: Reduction): RowTuple[] {
  return [
    ["all axes", [positive(2, 3, 4)], (x) => run(x)],
    ["the last axis", [positive(2, 3, 4)], (x) => run(x, -1)],
    ["the first axis, kept", [positive(2, 3, 4)], (x) => run(x, 0, true)],
    ["two axes", [positive(2, 3, 4)], (x) => run(x, [0, -1])],
    ["two axes in another order, kept", [positive(2, 3, 4)], (x) => run(x, [2, 1], true)],
    ["all axes, kept", [positive(2, 3)], (x) => run(x, undefined, true)],
    ["no axis", [positive(2, 3)], (x) => run(x, [])],
    ["a scalar", [positive()], (x) => run(x)],
    ["the channels of NCHW", [nchw(positive(2, 3, 4, 5))], (x) => run(x, 3)],
    ["NCHW but the channels", [nchw(positive(2, 3, 4, 5))], (x) => run(x, [0, 1, 2])],
    ["the pixels of NCHW, kept", [nchw(positive(2, 3, 4, 5))], (x) => run(x, [1, 2], true)],
    ["int32", [ints(2, 3, 4)], (x) => run(x, 1)],
    ["bool", [bools(2, 9)], (x) => run(x, 1)],
  ];
}

const logical = (run: Reduction): RowTuple[] => [
  ["all axes", [bools(2, 3, 4)], (x) => run(x)],
  ["the last axis", [bools(4, 2)], (x) => run(x, -1)],
  ["two axes, kept", [bools(2, 2, 2)], (x) => run(x, [0, 2], true)],
  ["no axis", [bools(2, 3)], (x) => run(x, [])],
  ["the channels of NCHW", [nchw(bools(2, 2, 2, 3))], (x) => run(x, 3)],
];

const extreme = (run: (x: tf.Tensor, axis?: number) => tf.Tensor): RowTuple[] => [
  ["ties", [tied(4, 9)], (x) => run(x, 1)],
  ["the first axis", [floats(5, 3)], (x) => run(x, 0)],
  ["a middle axis by its negative number", [tied(2, 5, 3)], (x) => run(x, -2)],
  ["the channels of NCHW", [nchw(tied(2, 3, 4, 5))], (x) => run(x, 3)],
  ["int32", [ints(4, 9)], (x) => run(x, -1)],
  ["bool", [bools(4, 9)], (x) => run(x, 1)],
  ["a vector", [floats(9)], (x) => run(x)],
];

/** tfjs's gradient of a product fails along the last axis: it permutes one axis too many. */
const LAST_AXIS = new Set(["the last axis", "two axes"]);
const noGradient = ([title, inputs, run]: RowTuple): RowTuple => [title, inputs, run, {
  gradient: "none",
}];

export const ROWS: readonly Row[] = [
  ...rows("All", logical(tf.all)),
  ...rows("Any", logical(tf.any)),
  ...rows("ArgMax", extreme(tf.argMax)),
  ...rows("ArgMin", extreme(tf.argMin)),
  ...rows("Max", [
    ...reduction(tf.max),
    ["ties", [tied(4, 9)], (x) => tf.max(x, 1)],
    ["infinities", [given([2, 4], EXTREMES.slice(0, 8))], (x) => tf.max(x, 1)],
  ]),
  ...rows("Min", [
    ...reduction(tf.min),
    ["ties", [tied(4, 9)], (x) => tf.min(x, 1)],
    ["infinities", [given([2, 4], EXTREMES.slice(0, 8))], (x) => tf.min(x, 1)],
  ]),
  ...rows("Mean", [
    ...reduction(tf.mean),
    ["of moments, NCHW", [nchw(floats(2, 3, 4, 5))], (x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return [mean, variance];
    }],
  ]),
  ...rows("Prod", reduction(tf.prod).map((row) => LAST_AXIS.has(row[0]) ? noGradient(row) : row)),
  ...rows("Sum", reduction(tf.sum)),
];
