import * as tf from "@tensorflow/tfjs";
import { floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

type Fused = Parameters<typeof tf.fused.matMul>[0];

function fused(options: Partial<Fused>) {
  return (a: tf.Tensor, b: tf.Tensor, bias?: tf.Tensor, weights?: tf.Tensor) =>
    tf.fused.matMul({
      a,
      b,
      ...(bias === undefined ? {} : { bias }),
      ...(weights === undefined ? {} : { preluActivationWeights: weights }),
      ...options,
    });
}

export const ROWS: readonly Row[] = [
  ...rows("BatchMatMul", [
    ["matrices", [floats(2, 3), floats(3, 4)], (a, b) => tf.matMul(a, b)],
    ["the first transposed", [floats(3, 2), floats(3, 4)], (a, b) => tf.matMul(a, b, true)],
    ["the second transposed", [floats(2, 3), floats(4, 3)], (a, b) => tf.matMul(a, b, false, true)],
    ["both transposed", [floats(3, 2), floats(4, 3)], (a, b) => tf.matMul(a, b, true, true)],
    ["batches", [floats(2, 3, 4), floats(2, 4, 5)], (a, b) => tf.matMul(a, b)],
    [
      "batches, both transposed",
      [floats(2, 4, 3), floats(2, 5, 4)],
      (a, b) => tf.matMul(a, b, true, true),
    ],
    [
      "a batch by one matrix",
      [floats(3, 2, 4), floats(1, 4, 5)],
      (a, b) => tf.matMul(a, b),
      { gradient: "none" },
    ],
    [
      "one matrix by a batch, transposed",
      [floats(1, 4, 2), floats(3, 4, 5)],
      (a, b) => tf.matMul(a, b, true),
      { gradient: "none" },
    ],
    ["rank 4", [floats(2, 2, 3, 4), floats(2, 2, 4, 5)], (a, b) => tf.matMul(a, b)],
    ["a batch of one", [floats(1, 3, 4), floats(1, 4, 2)], (a, b) => tf.matMul(a, b)],
    [
      "NCHW flattened",
      [nchw(floats(2, 3, 2, 3)), floats(18, 4)],
      (a, b) => tf.matMul(tf.reshape(a, [2, 18]), b),
    ],
    ["a vector", [floats(3), floats(3, 4)], (a, b) => tf.dot(a, b)],
    ["int32", [ints(2, 3), ints(3, 4)], (a, b) => tf.matMul(a, b)],
  ]),
  ...rows("_FusedMatMul", [
    ["bias", [floats(2, 3), floats(3, 4), floats(4)], fused({})],
    ["bias of one row", [floats(2, 3), floats(3, 4), floats(1, 4)], fused({})],
    ["bias of all rows", [floats(2, 3), floats(3, 4), floats(2, 4)], fused({})],
    ["a scalar bias", [floats(2, 3), floats(3, 4), floats()], fused({})],
    [
      "bias and relu, transposed",
      [floats(3, 2), floats(4, 3), floats(4)],
      fused({ transposeA: true, transposeB: true, activation: "relu" }),
    ],
    [
      "batches, bias and elu",
      [floats(2, 3, 4), floats(2, 4, 5), floats(5)],
      fused({
        activation: "elu",
      }),
    ],
    ["sigmoid without bias", [floats(2, 3), floats(3, 4)], fused({ activation: "sigmoid" })],
    ["relu6", [floats(2, 3), floats(3, 4), floats(4)], fused({ activation: "relu6" })],
    [
      "leakyrelu",
      [floats(2, 3), floats(3, 4)],
      fused({
        activation: "leakyrelu",
        leakyreluAlpha: 0.3,
      }),
    ],
    [
      "prelu",
      [floats(2, 3), floats(3, 4), floats(4), floats(1, 4)],
      fused({
        activation: "prelu",
      }),
    ],
  ]),
];
