import * as tf from "@tensorflow/tfjs";
import { bools, floats, given, ints, nchw } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

function like(run: (x: tf.Tensor) => tf.Tensor): RowTuple[] {
  return [
    ["float32", [floats(2, 3)], run],
    ["a scalar", [floats()], run],
    ["more elements than are stored", [floats(2, 300)], run],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.mul(x, run(x))],
    ["int32", [ints(2, 300)], run],
    ["bool", [bools(2, 300)], run],
  ];
}

export const ROWS: readonly Row[] = [
  ...rows("Fill", [
    ["float32", [floats(2, 3)], (x) => tf.add(x, tf.fill([2, 3], 1.5))],
    ["more elements than are stored", [], () => tf.fill([2, 300], -0.1)],
    ["int32", [], () => tf.fill([5], 7, "int32")],
    ["a scalar", [], () => tf.fill([], 3)],
    [
      "one that differs in NCHW",
      [nchw(floats(2, 20, 20, 3))],
      (x) => tf.add(x, tf.fill([2, 20, 20, 3], 0.25)),
    ],
  ]),
  ...rows("OnesLike", like(tf.onesLike)),
  ...rows("ZerosLike", like(tf.zerosLike)),
  ...rows("Range", [
    ["from 0", [], () => tf.range(0, 4)],
    ["steps that do not end at the end", [], () => tf.range(1, 2.2, 0.5)],
    ["downwards, int32", [], () => tf.range(5, -3, -3, "int32")],
    ["downwards by a step of 1", [floats(3)], (x) => tf.add(x, tf.range(3, 0))],
  ]),
  ...rows("OneHot", [
    ["out of range on both sides", [given([4], [0, 5, -1, 2], "int32")], (x) => tf.oneHot(x, 3)],
    ["on and off values", [given([3], [1, 0, 3], "int32")], (x) => tf.oneHot(x, 4, 2.5, -1)],
    ["float32", [given([3], [1, 0, 3], "int32")], (x) => tf.oneHot(x, 4, 2.5, -1, "float32")],
    ["bool", [given([3], [1, 0, 3], "int32")], (x) => tf.oneHot(x, 4, 1, 0, "bool")],
    ["rank 2", [given([2, 2], [1, 0, 1, 2], "int32")], (x) => tf.oneHot(x, 3)],
    ["a scalar", [given([], [1], "int32")], (x) => tf.oneHot(x, 3)],
  ]),
];
