import * as tf from "@tensorflow/tfjs";
import { floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

export const ROWS: readonly Row[] = [
  ...rows("StridedSlice", [
    ["steps [2, 1]", [floats(5, 4)], (x) => tf.stridedSlice(x, [1, 0], [5, 3], [2, 1])],
    [
      "backwards to the first",
      [floats(5, 4)],
      (x) => tf.stridedSlice(x, [4, 3], [0, -5], [-2, -1], 0, 3),
    ],
    [
      "an axis shrunk, one new",
      [floats(4, 3, 2)],
      (x) => tf.stridedSlice(x, [1, 0, 0], [2, 1, 3], [1, 1, 1], 0, 0, 0, 2, 1),
    ],
    ["an ellipsis", [ints(2, 3, 4)], (x) => tf.stridedSlice(x, [0, 1], [2, 3], [1, 2], 0, 0, 1)],
    [
      "NCHW",
      [nchw(floats(1, 4, 5, 2))],
      (x) => tf.stridedSlice(x, [0, 0, 1, 0], [1, 4, 5, 2], [1, 2, 2, 1]),
    ],
  ], { gradient: "none" }),
  ...rows("Reverse", [
    ["axis 1", [floats(3, 4)], (x) => tf.reverse(x, 1)],
    ["all axes", [floats(3, 4)], (x) => tf.reverse(x)],
    ["width and channels of NCHW", [nchw(floats(2, 3, 4, 2))], (x) => tf.reverse(x, [2, -1])],
    ["int32", [ints(5)], (x) => tf.reverse(x)],
  ]),
];
