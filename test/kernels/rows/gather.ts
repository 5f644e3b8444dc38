import * as tf from "@tensorflow/tfjs";
import { floats, given, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

const ids = (shape: number[], values: number[]) => given(shape, values, "int32");

export const ROWS: readonly Row[] = [
  ...rows("GatherV2", [
    ["rows, an index twice", [floats(4, 3), ids([3], [2, 0, 2])], (x, i) => tf.gather(x, i)],
    [
      "indices of rank 2, an embedding",
      [floats(5, 3), ids([2, 3], [4, 0, 1, 1, 4, 2])],
      (x, i) => tf.gather(x, i),
    ],
    [
      "axis 1 of rank 3",
      [floats(2, 4, 3), ids([5], [3, 3, 0, 1, 2])],
      (x, i) => tf.gather(x, i, 1),
    ],
    [
      "the channels of NCHW",
      [nchw(floats(1, 2, 3, 4)), ids([2], [3, 1])],
      (x, i) => tf.gather(x, i, 3),
    ],
    ["int32", [ints(4, 2), ids([3], [1, 3, 1])], (x, i) => tf.gather(x, i)],
    [
      "a batch axis",
      [floats(2, 4, 3), ids([2, 3], [3, 0, 0, 1, 2, 1])],
      (x, i) => tf.gather(x, i, 1, 1),
    ],
  ]),
  ...rows("UnsortedSegmentSum", [
    [
      "ids that repeat, lack and are negative",
      [floats(6, 2, 3), ids([6], [3, 0, 3, -1, 4, 3])],
      (x, i) => tf.unsortedSegmentSum(x, i, 5),
    ],
    // tfjs throws in the gradient of an id that is too large; ints have none.
    [
      "an id that is too large",
      [ints(3, 2), ids([3], [1, 2, 1])],
      (x, i) => tf.unsortedSegmentSum(tf.cast(x, "float32"), i, 2),
    ],
    ["rank 1", [floats(5), ids([5], [0, 1, 0, 2, 1])], (x, i) => tf.unsortedSegmentSum(x, i, 3)],
    [
      "more segments than a mask serves",
      [floats(6, 2, 3), ids([6], [3, 1499, 3, -1, 5, 3])],
      (x, i) => tf.unsortedSegmentSum(x, i, 1500),
    ],
    [
      "many segments and an id that is too large",
      [ints(3, 2), ids([3], [1, 1500, 1])],
      (x, i) => tf.unsortedSegmentSum(tf.cast(x, "float32"), i, 1500),
    ],
    [
      "many to one",
      [floats(300, 2), given([300], Array(300).fill(1), "int32")],
      (x, i) => tf.unsortedSegmentSum(x, i, 2),
      { tolerance: 1e-5 },
    ],
  ]),
];
