import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers } = tf;

export const CASES: readonly LayerCase[] = [
  ...cases("BatchNormalization", [
    [
      "rank 2, momentum 0.8, epsilon 0.01",
      [5],
      (x) => through(layers.batchNormalization({ momentum: 0.8, epsilon: 0.01 }))(x),
    ],
    ["rank 3", [4, 3], (x) => through(layers.batchNormalization({ momentum: 0.5 }))(x)],
    ["rank 4", [4, 5, 3], (x) => through(layers.batchNormalization({ momentum: 0.5 }))(x)],
    [
      "neither centre nor scale",
      [4, 5, 3],
      (x) => through(layers.batchNormalization({ center: false, scale: false }))(x),
      {
        untrainable: /no gradient for "center: false, scale: false"/,
      },
    ],
  ]),
  ...cases("LayerNormalization", [
    ["epsilon 0.01", [4, 3], (x) => through(layers.layerNormalization({ epsilon: 0.01 }))(x)],
    [
      "two axes in the other order",
      [4, 3],
      (x) => through(layers.layerNormalization({ axis: [2, 1] }))(x),
    ],
    [
      "axis 1 of images",
      [4, 3, 2],
      (x) => through(layers.layerNormalization({ axis: 1 }))(x),
    ],
    [
      "no scale",
      [4, 3],
      (x) => through(layers.layerNormalization({ scale: false }))(x),
      { untrainable: /no gradient for "center: true, scale: false"/ },
    ],
    ["the channels of images", [4, 3, 5], (x) => through(layers.layerNormalization({}))(x)],
  ]),
];
