import * as tf from "@tensorflow/tfjs";
import { bools, floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

export const ROWS: readonly Row[] = [
  ...rows("SplitV", [
    ["thirds of the last axis", [floats(2, 6)], (x) => tf.split(x, 3, -1)],
    ["sizes that differ, axis 1", [floats(2, 5, 3)], (x) => tf.split(x, [1, 3, 1], 1)],
    ["a size to be worked out", [floats(7)], (x) => tf.split(x, [2, -1])],
    ["the channels of NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.split(x, [2, 3], 3)],
    ["the rows of NCHW", [nchw(floats(2, 4, 3, 2))], (x) => tf.split(x, 2, 1)],
    ["one piece of which is unused", [floats(4, 3)], (x) => tf.split(x, 2, 0)[1]!],
    ["int32", [ints(4, 3)], (x) => tf.split(x, 2, 0)],
    ...(["cpu", "webgpu"] as const).map((target): RowTuple => [
      "more pieces than one shader writes",
      [floats(2, 24, 2)],
      (x) => tf.split(x, 12, 1),
      { target },
    ]),
  ]),
  ...rows("Unpack", [
    ["axis 0", [floats(3, 2, 4)], (x) => tf.unstack(x)],
    ["axis -1, one unused", [floats(3, 2, 3)], (x) => tf.unstack(x, -1).slice(1)],
    ["the channels of NCHW", [nchw(floats(2, 3, 4, 2))], (x) => tf.unstack(x, 3)],
    ["a vector", [ints(3)], (x) => tf.unstack(x)],
  ]),
  ...rows("Pack", [
    ["axis 0", [floats(2, 3), floats(2, 3)], (a, b) => tf.stack([a, b])],
    [
      "axis 1 of three",
      [floats(2, 3), floats(2, 3), floats(2, 3)],
      (a, b, c) => tf.stack([a, b, c], 1),
    ],
    ["a new last axis", [floats(2, 3), floats(2, 3)], (a, b) => tf.stack([a, b], -1)],
    ["scalars", [floats(), floats()], (a, b) => tf.stack([a, b])],
    ["bools", [bools(3), bools(3)], (a, b) => tf.stack([a, b], 1)],
    ["images", [nchw(floats(1, 2, 3, 2)), floats(1, 2, 3, 2)], (a, b) => tf.stack([a, b], 2)],
  ]),
];
