import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers } = tf;

export const CASES: readonly LayerCase[] = [
  ...cases("MaxPooling1D", [
    [
      "overlapping, same",
      [7, 3],
      (x) => through(layers.maxPooling1d({ poolSize: 3, strides: 2, padding: "same" }))(x),
    ],
  ]),
  ...cases("MaxPooling2D", [
    [
      "[2, 3], strides of another size",
      [7, 8, 2],
      (x) => through(layers.maxPooling2d({ poolSize: [2, 3], strides: [1, 2] }))(x),
    ],
    [
      "channelsFirst",
      [2, 6, 4],
      (x) => through(layers.maxPooling2d({ poolSize: 2, dataFormat: "channelsFirst" }))(x),
    ],
  ]),
  ...cases("AveragePooling1D", [
    [
      "overlapping, same",
      [7, 3],
      (x) => through(layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }))(x),
    ],
  ]),
  ...cases("AveragePooling2D", [
    [
      "[3, 2], same",
      [7, 8, 2],
      (x) =>
        through(layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 1], padding: "same" }))(x),
    ],
    ["default", [4, 5, 3], (x) => through(layers.averagePooling2d({}))(x)],
  ]),
  ...cases("GlobalAveragePooling1D", [
    ["", [5, 3], (x) => through(layers.globalAveragePooling1d({}))(x)],
  ]),
  ...cases("GlobalAveragePooling2D", [
    [
      "channelsLast",
      [5, 4, 3],
      (x) => through(layers.globalAveragePooling2d({ dataFormat: "channelsLast" }))(x),
    ],
    [
      "channelsFirst",
      [3, 4, 5],
      (x) => through(layers.globalAveragePooling2d({ dataFormat: "channelsFirst" }))(x),
    ],
  ]),
  ...cases("GlobalMaxPooling1D", [
    ["", [5, 3], (x) => through(layers.globalMaxPooling1d({}))(x)],
  ]),
  ...cases("GlobalMaxPooling2D", [
    [
      "channelsLast",
      [5, 4, 3],
      (x) => through(layers.globalMaxPooling2d({ dataFormat: "channelsLast" }))(x),
    ],
  ]),
];
