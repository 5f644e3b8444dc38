import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, merged } from "./_case.ts";

const { layers } = tf;

const dense = (units: number) => layers.dense({ units });
/** Two more branches of the same shape. */
const twoMore = (merge: tf.layers.Layer) => (x: tf.SymbolicTensor) =>
  merged(merge, dense(4), layers.dense({ units: 4, activation: "tanh" }))(x);

export const CASES: readonly LayerCase[] = [
  ...cases("Add", [
    ["three branches", [4], (x) => twoMore(layers.add())(x)],
    [
      "a residual block",
      [4, 5, 2],
      (x) => merged(layers.add(), layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }))(x),
    ],
    ["another rank", [3, 4], (x) => merged(layers.add(), layers.globalAveragePooling1d({}))(x)],
  ]),
  ...cases("Multiply", [
    ["three branches", [4], (x) => twoMore(layers.multiply())(x)],
    ["a gate for each channel", [3, 4, 2], (x) => {
      const gate = layers.globalAveragePooling2d({ dataFormat: "channelsLast" }).apply(x);
      const shaped = layers.reshape({ targetShape: [1, 1, 2] }).apply(gate);
      return layers.multiply().apply([x, shaped as tf.SymbolicTensor]) as tf.SymbolicTensor;
    }],
  ]),
  ...cases("Average", [["three branches", [4], (x) => twoMore(layers.average())(x)]]),
  ...cases("Maximum", [["three branches", [4], (x) => twoMore(layers.maximum())(x)]]),
  ...cases("Minimum", [["three branches", [4], (x) => twoMore(layers.minimum())(x)]]),
  ...cases("Concatenate", [
    ["axis 1", [3, 4], (x) => merged(layers.concatenate({ axis: 1 }), dense(4))(x)],
    [
      "channels of images",
      [3, 4, 2],
      (x) => merged(layers.concatenate(), layers.conv2d({ filters: 3, kernelSize: 1 }))(x),
    ],
  ]),
  ...cases("Dot", [
    [
      "vectors, normalized",
      [4],
      (x) => merged(layers.dot({ axes: -1, normalize: true }), dense(4))(x),
    ],
    ["sequences", [3, 4], (x) => merged(layers.dot({ axes: [2, 2] }), dense(4))(x)],
    ["sequences along time", [3, 4], (x) => merged(layers.dot({ axes: 1 }), dense(2))(x)],
    [
      "a sequence with a vector",
      [3, 4],
      (x) => merged(layers.dot({ axes: [2, 1] }), layers.globalMaxPooling1d({}))(x),
    ],
  ]),
];
