import * as tf from "@tensorflow/tfjs";
import { floats, ints, nchw, positive } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

const vectors = [floats(3), positive(3), floats(3), floats(3)];

const asFloats = (x: tf.Tensor) => tf.cast(x, "float32") as tf.Tensor4D & tf.Tensor2D;

export const ROWS: readonly Row[] = [
  ...rows("FusedBatchNorm", [
    [
      "NCHW, epsilon 0.01",
      [nchw(floats(2, 4, 5, 3)), ...vectors],
      (x, mean, variance, offset, scale) => tf.batchNorm4d(x, mean, variance, offset, scale, 0.01),
    ],
    [
      "rank 4 in plain order",
      [floats(2, 4, 5, 3), ...vectors],
      (x, mean, variance, offset, scale) => tf.batchNorm4d(x, mean, variance, offset, scale),
    ],
    [
      "rank 3",
      [floats(4, 2, 3), ...vectors],
      (x, mean, variance, offset, scale) => tf.batchNorm3d(x, mean, variance, offset, scale),
    ],
    [
      "rank 2",
      [floats(4, 3), ...vectors],
      (x, mean, variance, offset, scale) => tf.batchNorm2d(x, mean, variance, offset, scale),
    ],
    ["one mean for each element", [
      floats(4, 3),
      floats(4, 3),
      positive(4, 3),
      floats(4, 3),
      floats(4, 3),
    ], (
      x,
      mean,
      variance,
      offset,
      scale,
    ) => tf.batchNorm2d(x, mean, variance, offset, scale)],
    // tfjs fails in the gradient without offset or scale; ints have none.
    [
      "neither offset nor scale",
      [ints(2, 4, 5, 3), ints(3), ints(3)],
      (x, mean, variance) =>
        tf.batchNorm4d(asFloats(x), asFloats(mean), tf.square(asFloats(variance))),
    ],
    ["no offset, one mean for each element", [ints(2, 3), ints(2, 3), ints(2, 3), ints(2, 3)], (
      x,
      mean,
      variance,
      scale,
    ) =>
      tf.batchNorm2d(
        asFloats(x),
        asFloats(mean),
        tf.square(asFloats(variance)),
        undefined,
        asFloats(scale),
      )],
  ], { tolerance: 3e-6 }),
];
