import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const { layers } = tf;

export const CASES: readonly LayerCase[] = [
  ...cases("Flatten", [
    ["images", [3, 2, 4], (x) => through(layers.flatten({}))(x)],
    [
      "channelsFirst",
      [3, 2, 4],
      (x) => through(layers.flatten({ dataFormat: "channelsFirst" }))(x),
    ],
  ]),
  ...cases("Reshape", [
    [
      "an unknown size",
      [3, 4],
      (x) =>
        through(layers.globalAveragePooling2d({ dataFormat: "channelsLast" }))(
          through(layers.reshape({ targetShape: [2, null as unknown as number, 3] }))(x),
        ),
    ],
    [
      "to images and a convolution",
      [24],
      (x) =>
        through(layers.conv2d({ filters: 2, kernelSize: 2 }))(
          through(layers.reshape({ targetShape: [3, 4, 2] }))(x),
        ),
    ],
  ]),
  ...cases("Permute", [
    ["[2, 1]", [3, 4], (x) => through(layers.permute({ dims: [2, 1] }))(x)],
    ["[3, 1, 2] of images", [3, 4, 2], (x) => through(layers.permute({ dims: [3, 1, 2] }))(x)],
  ]),
  ...cases("RepeatVector", [["3", [4], (x) => through(layers.repeatVector({ n: 3 }))(x)]]),
  ...cases("Embedding", [
    ["fractional ids", [4], (x) => through(layers.embedding({ inputDim: 6, outputDim: 3 }))(x), {
      front: false,
      draw: (r) => r * 6,
    }],
    ["maskZero before a GRU", [4], (x) =>
      through(layers.gru({ units: 2 }))(
        through(layers.embedding({ inputDim: 5, outputDim: 3, maskZero: true }))(x),
      ), { front: false, draw: (r) => Math.floor(r * 5) }],
  ]),
  ...cases("ZeroPadding2D", [
    [
      "another on each side",
      [3, 4, 2],
      (x) => through(layers.zeroPadding2d({ padding: [[1, 0], [2, 3]] }))(x),
    ],
    [
      "channelsFirst",
      [2, 3, 4],
      (x) => through(layers.zeroPadding2d({ padding: 1, dataFormat: "channelsFirst" }))(x),
    ],
  ]),
  ...cases("Cropping2D", [
    [
      "another on each side",
      [5, 6, 2],
      (x) => through(layers.cropping2D({ cropping: [[1, 0], [2, 1]] }))(x),
    ],
    ["channelsFirst", [2, 5, 6], (x) =>
      through(
        layers.cropping2D({ cropping: [[1, 1], [0, 2]], dataFormat: "channelsFirst" }),
      )(x)],
  ]),
  ...cases("UpSampling2D", [
    // One sample: tfjs's cpu backend is wrong in the gradient of the second on.
    ["nearest, [3, 2]", [3, 4, 2], (x) => through(layers.upSampling2d({ size: [3, 2] }))(x), {
      batch: 1,
    }],
    [
      "bilinear, [2, 3]",
      [3, 3, 2],
      (x) => through(layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }))(x),
    ],
    [
      "channelsFirst",
      [2, 3, 4],
      (x) => through(layers.upSampling2d({ size: [2, 2], dataFormat: "channelsFirst" }))(x),
      { batch: 1 },
    ],
  ]),
];
