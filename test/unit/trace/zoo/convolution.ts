import * as tf from "@tensorflow/tfjs";
import { cases, type LayerCase, through } from "./_case.ts";

const DILATED = /dilation rates greater than 1/;
const { layers } = tf;

export const CASES: readonly LayerCase[] = [
  ...cases("Conv1D", [
    ["same, strides 2, tanh", [9, 3], (x) =>
      through(
        layers.conv1d({
          filters: 4,
          kernelSize: 3,
          strides: 2,
          padding: "same",
          activation: "tanh",
        }),
      )(x)],
    [
      "dilation 2",
      [9, 3],
      (x) => through(layers.conv1d({ filters: 2, kernelSize: 3, dilationRate: 2 }))(x),
      {
        untrainable: DILATED,
      },
    ],
  ]),
  ...cases("Conv2D", [
    ["same, strides [2, 1], relu6", [7, 6, 2], (x) =>
      through(layers.conv2d({
        filters: 3,
        kernelSize: [3, 2],
        strides: [2, 1],
        padding: "same",
        activation: "relu6",
      }))(x)],
    [
      "channelsFirst",
      [3, 5, 6],
      (x) => through(layers.conv2d({ filters: 2, kernelSize: 2, dataFormat: "channelsFirst" }))(x),
      {
        front: false,
      },
    ],
    [
      "dilation 2, same",
      [7, 6, 2],
      (x) =>
        through(layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: "same" }))(x),
      {
        untrainable: DILATED,
      },
    ],
  ]),
  ...cases("DepthwiseConv2D", [
    ["multiplier 2, strides 2, same", [7, 6, 3], (x) =>
      through(layers.depthwiseConv2d({
        kernelSize: [3, 2],
        strides: 2,
        padding: "same",
        depthMultiplier: 2,
        activation: "selu",
      }))(x)],
    [
      "dilation is ignored",
      [7, 6, 2],
      (x) => through(layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2 }))(x),
    ],
  ]),
  ...cases("SeparableConv2D", [
    ["multiplier 2, strides 2, same", [7, 6, 2], (x) =>
      through(layers.separableConv2d({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        depthMultiplier: 2,
        activation: "elu",
      }))(x)],
    ["dilation 2, no bias", [7, 6, 2], (x) =>
      through(
        layers.separableConv2d({ filters: 3, kernelSize: 2, dilationRate: 2, useBias: false }),
      )(x), { untrainable: DILATED }],
  ]),
  ...cases("Conv2DTranspose", [
    ["same, strides 2", [3, 4, 2], (x) =>
      through(layers.conv2dTranspose({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "sigmoid",
      }))(x)],
    [
      "valid, strides [1, 3] above the kernel",
      [3, 4, 2],
      (x) => through(layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: [1, 3] }))(x),
    ],
    ["channelsFirst", [2, 3, 4], (x) =>
      through(
        layers.conv2dTranspose({ filters: 3, kernelSize: 2, dataFormat: "channelsFirst" }),
      )(x), { front: false }],
  ]),
];
