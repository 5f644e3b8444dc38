import * as tf from "@tensorflow/tfjs";
import { bools, floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

export const ROWS: readonly Row[] = [
  ...rows("Concat", [
    ["axis 0", [floats(2, 3), floats(1, 3)], (a, b) => tf.concat([a, b])],
    [
      "axis -1 of three",
      [floats(2, 3), floats(2, 1), floats(2, 2)],
      (...all) => tf.concat(all, -1),
    ],
    ...[0, 1, 2, 3].map((axis) =>
      [
        `axis ${axis}, NCHW and plain`,
        [nchw(floats(2, 3, 4, 5)), floats(2, 3, 4, 5)],
        (a: tf.Tensor, b: tf.Tensor) => tf.concat([a, b], axis),
      ] as const
    ),
    [
      "more pieces than one shader reads",
      [floats(2, 3)],
      (x) => tf.concat(Array.from({ length: 25 }, (_, i) => tf.mul(x, i)), 1),
    ],
    ["one of no elements", [floats(2, 3), floats(2, 0)], (a, b) => tf.concat([a, b], 1)],
    ["int32", [ints(2, 3), ints(2, 2)], (a, b) => tf.concat([a, b], 1)],
    ["bool", [bools(2, 3), bools(2, 2)], (a, b) => tf.concat([a, b], 1)],
  ]),
  ...rows("ExpandDims", [
    ["axis 0", [floats(2, 3)], (x) => tf.expandDims(x)],
    ["axis 1", [floats(2, 3)], (x) => tf.expandDims(x, 1)],
    ["axis -1", [floats(2, 3)], (x) => tf.expandDims(x, -1)],
    ["axis -2", [ints(2, 3)], (x) => tf.expandDims(x, -2)],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.expandDims(x, 2)],
  ]),
  ...rows("PadV2", [
    ["rank 1, one side, a value", [floats(4)], (x) => tf.pad(x, [[2, 0]], 1.5)],
    ["rank 2", [floats(2, 3)], (x) => tf.pad(x, [[1, 2], [0, 3]])],
    [
      "NCHW, all axes",
      [nchw(floats(2, 3, 4, 2))],
      (x) => tf.pad(x, [[1, 0], [2, 1], [0, 3], [1, 2]], -1),
    ],
    [
      "NCHW, nothing",
      [nchw(floats(1, 2, 2, 3))],
      (x) => tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, 0]]),
    ],
    ["int32", [ints(2, 3)], (x) => tf.pad(x, [[1, 1], [0, 1]], 7)],
    ["bool", [bools(2, 3)], (x) => tf.pad(x, [[1, 1], [0, 1]])],
  ]),
  ...rows("Reshape", [
    ["a size to be worked out", [floats(2, 6)], (x) => tf.reshape(x, [3, -1])],
    ["to a scalar", [floats(1, 1)], (x) => tf.reshape(x, [])],
    ["from a scalar", [floats()], (x) => tf.reshape(x, [1, 1])],
    ["NCHW flattened", [nchw(floats(2, 3, 4, 5))], (x) => tf.reshape(x, [2, 60])],
    ["NCHW to rank 4", [nchw(floats(2, 3, 4, 5))], (x) => tf.reshape(x, [2, 4, 3, 5])],
    ["NCHW to its own shape", [nchw(floats(2, 3, 4, 5))], (x) => tf.reshape(x, [2, 3, 4, 5])],
    ["NCHW of one pixel", [nchw(floats(2, 1, 1, 5))], (x) => tf.squeeze(x, [1, 2])],
    ["int32", [ints(2, 3)], (x) => tf.reshape(x, [6])],
    ["bool", [bools(2, 3)], (x) => tf.reshape(x, [6])],
  ]),
  ...rows("Slice", [
    ["rank 1 to the end", [floats(6)], (x) => tf.slice(x, [2])],
    ["rank 2, -1 as size", [floats(4, 5)], (x) => tf.slice(x, [1, 2], [2, -1])],
    ["fewer sizes than axes", [floats(4, 5)], (x) => tf.slice(x, 1, 2)],
    ["NCHW, all axes", [nchw(floats(2, 4, 5, 3))], (x) => tf.slice(x, [1, 1, 2, 1], [1, 2, 3, 2])],
    ["int32", [ints(4, 5)], (x) => tf.slice(x, [0, 1], [2, 2])],
    ["bool", [bools(4, 5)], (x) => tf.slice(x, [0, 1], [2, 2])],
  ]),
  ...rows("Tile", [
    ["rank 1", [floats(3)], (x) => tf.tile(x, [3])],
    ["rank 2", [floats(2, 3)], (x) => tf.tile(x, [2, 1])],
    ["NCHW", [nchw(floats(1, 2, 3, 2))], (x) => tf.tile(x, [2, 1, 2, 3])],
    ["int32", [ints(2, 3)], (x) => tf.tile(x, [1, 2])],
    ["bool", [bools(2, 3)], (x) => tf.tile(x, [1, 2])],
  ]),
  ...rows("Transpose", [
    ["rank 2", [floats(2, 3)], (x) => tf.transpose(x)],
    ["rank 3", [floats(2, 3, 4)], (x) => tf.transpose(x, [1, 2, 0])],
    ["NCHW to its own order", [nchw(floats(2, 3, 4, 5))], (x) => tf.transpose(x, [0, 3, 1, 2])],
    ["NCHW to another", [nchw(floats(2, 3, 4, 5))], (x) => tf.transpose(x, [3, 0, 2, 1])],
    ["rank 5", [floats(1, 2, 3, 1, 2)], (x) => tf.transpose(x, [4, 2, 0, 3, 1])],
    ["int32", [ints(2, 3)], (x) => tf.transpose(x)],
    ["bool", [bools(2, 3)], (x) => tf.transpose(x)],
  ]),
];
