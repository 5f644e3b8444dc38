import * as tf from "@tensorflow/tfjs";
import { EXTREMES, floats, given, ints, nchw, tied } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

function activation(run: Unary): RowTuple[] {
  return [
    ["rank 2", [floats(3, 5)], run],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], run],
    ["extremes", [given([9], EXTREMES)], run],
  ];
}

/** A gradient that is a kernel of its own, called through the gradient of `run`. */
function gradientOf(run: Unary) {
  return (x: tf.Tensor, dy: tf.Tensor) => tf.grad(run)(x, dy);
}

export const ROWS: readonly Row[] = [
  ...rows("Elu", activation(tf.elu)),
  ...rows("EluGrad", [
    ["rank 2", [floats(3, 5), floats(3, 5)], gradientOf(tf.elu)],
    ["NCHW with a plain dy", [nchw(floats(2, 3, 4, 5)), floats(2, 3, 4, 5)], gradientOf(tf.elu)],
    ["at 0", [tied(9), floats(9)], gradientOf(tf.elu)],
  ], { gradient: "none" }),
  ...rows("LeakyRelu", [
    ...activation((x) => tf.leakyRelu(x)),
    ["alpha 0.5, NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.leakyRelu(x, 0.5)],
    ["alpha above 1", [floats(3, 5)], (x) => tf.leakyRelu(x, 1.5)],
    ["int32", [ints(7)], (x) => tf.leakyRelu(x, 0.3)],
  ]),
  ...rows("Prelu", [
    ["one slope for each column", [floats(3, 5), floats(5)], tf.prelu],
    ["a scalar slope", [floats(3, 5), floats()], tf.prelu],
    ["NCHW, slopes of [channels]", [nchw(floats(2, 3, 4, 5)), floats(5)], tf.prelu],
    ["NCHW, slopes of [height, width, channels]", [
      nchw(floats(2, 3, 4, 5)),
      floats(3, 4, 5),
    ], tf.prelu],
    ["NCHW, slopes of [1, 1, channels]", [nchw(floats(2, 3, 4, 5)), floats(1, 1, 5)], tf.prelu],
    ["plain rank 4, slopes of [width, 1]", [floats(2, 3, 4, 5), floats(4, 1)], tf.prelu],
    ["at 0", [tied(9), floats(9)], tf.prelu],
  ]),
  ...rows("Relu", [
    ...activation(tf.relu),
    ["int32", [ints(7)], tf.relu],
    ["at 0", [tied(9)], (x) => tf.relu(tf.sub(x, 1))],
  ]),
  ...rows("Relu6", [
    ...activation((x) => tf.relu6(tf.mul(x, 5))),
    ["int32", [ints(7)], (x) => tf.relu6(tf.mul(x, tf.scalar(3, "int32")))],
  ]),
  ...rows("Selu", [...activation(tf.selu), ["int32", [ints(7)], tf.selu]]),
  ...rows("Selu", activation(tf.selu), { target: "webgpu" }),
  ...rows("Sigmoid", activation(tf.sigmoid)),
  ...rows("Softmax", [
    ["rank 1", [floats(5)], (x) => tf.softmax(x)],
    ["rank 2", [floats(3, 5)], (x) => tf.softmax(x)],
    ["rank 3, axis 2", [floats(2, 3, 4)], (x) => tf.softmax(x, 2)],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.softmax(x)],
    ["large logits", [given([2, 3], [1000, 1001, 999, -1000, 0, 1000])], (x) => tf.softmax(x)],
  ]),
  ...rows("Softplus", [
    ...activation(tf.softplus),
    ["far from 0", [given([6], [-80, -20, -10, 10, 20, 80])], tf.softplus],
    ["int32", [ints(7)], tf.softplus],
  ]),
  ...rows("Tanh", activation(tf.tanh)),
];
