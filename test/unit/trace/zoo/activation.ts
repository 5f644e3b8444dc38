import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers } = tf;

/** All that tfjs registers (its types lack some). */
const NAMES = [
  ...["elu", "selu", "relu", "relu6", "linear", "sigmoid", "hardSigmoid", "softplus"],
  ...["softsign", "tanh", "softmax", "logSoftmax", "gelu", "gelu_new", "mish", "swish"],
] as "relu"[];

export const CASES: readonly LayerCase[] = [
  ...NAMES.flatMap((activation) =>
    cases("Activation", [
      [activation, [5], (x) => through(layers.activation({ activation }))(x)],
      [`${activation}, NCHW`, [3, 2, 4], (x) => through(layers.activation({ activation }))(x)],
    ])
  ),
  ...cases("Dense", [
    [
      "a fused activation on a sequence",
      [4, 3],
      (x) => through(layers.dense({ units: 2, activation: "elu" }))(x),
    ],
    ["no bias", [3], (x) => through(layers.dense({ units: 2, useBias: false }))(x)],
  ]),
  ...cases("ReLU", [
    ["maxValue 1.5", [6], (x) => through(layers.reLU({ maxValue: 1.5 }))(x)],
    ["no maximum", [6], (x) => through(layers.reLU())(x)],
  ]),
  ...cases("LeakyReLU", [
    ["alpha 0.1", [6], (x) => through(layers.leakyReLU({ alpha: 0.1 }))(x)],
  ]),
  ...cases("PReLU", [
    [
      "a slope for each element",
      [4, 3],
      (x) => through(layers.prelu({ alphaInitializer: "ones" }))(x),
    ],
    ["shared axes, NCHW", [4, 5, 3], (x) => through(layers.prelu({ sharedAxes: [1, 2] }))(x)],
  ]),
  ...cases("ELU", [["", [6], (x) => through(layers.elu())(x)]]),
  ...cases("ThresholdedReLU", [
    ["theta 0.3", [6], (x) => through(layers.thresholdedReLU({ theta: 0.3 }))(x), {
      untrainable: /gradient/,
    }],
  ]),
  ...cases("Softmax", [
    ["axis -1", [3, 4], (x) => through(layers.softmax({ axis: -1 }))(x)],
    ["two axes", [3, 4], (x) => through(layers.softmax({ axis: [1, 2] as unknown as number }))(x)],
  ]),
];
