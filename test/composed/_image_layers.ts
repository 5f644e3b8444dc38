import * as tf from "@tensorflow/tfjs";
import { ACTIVATIONS, type Block, isImage, isSmall } from "./_block.ts";
import { chance, pick, type Random, whole } from "./_draw.ts";
import { weightOptions } from "./_plain_layers.ts";

const { layers } = tf;

const PADDING = ["valid", "same"] as const;

const largerThan = (size: number) => (shape: readonly number[]) =>
  isImage(shape) && shape[0]! > size && shape[1]! > size;

const DILATED = /dilation rates greater than 1/;

function window(random: Random): [number, number] {
  return [whole(random, 1, 3), whole(random, 1, 3)];
}

function convolution(random: Random, name: string) {
  return {
    name,
    filters: whole(random, 2, 4),
    kernelSize: window(random),
    strides: pick(random, [1, 1, 2, [1, 2], [2, 1]] as [number, number][]),
    padding: pick(random, PADDING),
    activation: pick(random, ACTIVATIONS),
    useBias: chance(random, 0.8),
  };
}

/** Overlapping, padded, with gaps: any of them. */
function pool(random: Random, name: string) {
  return {
    name,
    poolSize: [whole(random, 1, 3), whole(random, 2, 3)] as [number, number],
    strides: [whole(random, 1, 3), whole(random, 1, 2)] as [number, number],
    padding: pick(random, PADDING),
  };
}

/** Layers for images: samples of shape `[height, width, channels]`. */
export const IMAGES: readonly Block[] = [
  {
    title: "Conv2D",
    takes: largerThan(2),
    weighted: true,
    make: ({ random, name }) =>
      layers.conv2d({ ...convolution(random, name), ...weightOptions(random) }),
  },
  {
    title: "Conv2D, same size",
    takes: largerThan(1),
    weighted: true,
    keepsShape: true,
    make: ({ random, name, shape }) =>
      layers.conv2d({
        name,
        filters: shape[2]!,
        kernelSize: window(random),
        padding: "same",
        activation: pick(random, ACTIVATIONS),
      }),
  },
  {
    title: "Conv2D, dilated",
    takes: largerThan(4),
    weighted: true,
    untrainable: DILATED,
    make: ({ random, name }) =>
      layers.conv2d({
        ...convolution(random, name),
        kernelSize: 3,
        strides: 1,
        dilationRate: pick(random, [2, [1, 2]] as [number, number][]),
      }),
  },
  {
    title: "DepthwiseConv2D",
    takes: largerThan(2),
    weighted: true,
    make: ({ random, name }) => {
      const { filters: _, strides, ...options } = convolution(random, name);
      return layers.depthwiseConv2d({
        ...options,
        // tfjs takes no strides that differ.
        strides: Array.isArray(strides) ? 2 : strides,
        depthMultiplier: whole(random, 1, 2),
      });
    },
  },
  {
    title: "SeparableConv2D",
    takes: largerThan(2),
    weighted: true,
    make: ({ random, name }) => {
      const { strides, ...options } = convolution(random, name);
      return layers.separableConv2d({
        ...options,
        strides: Array.isArray(strides) ? 2 : strides,
        depthMultiplier: whole(random, 1, 2),
      });
    },
  },
  {
    title: "SeparableConv2D, dilated",
    takes: largerThan(4),
    weighted: true,
    untrainable: DILATED,
    make: ({ name }) =>
      layers.separableConv2d({ name, filters: 3, kernelSize: 3, dilationRate: 2 }),
  },
  {
    title: "Conv2DTranspose",
    takes: (shape) => isImage(shape) && isSmall(shape),
    weighted: true,
    make: ({ random, name }) =>
      layers.conv2dTranspose({ ...convolution(random, name), ...weightOptions(random) }),
  },
  {
    title: "MaxPooling2D",
    takes: largerThan(2),
    make: ({ random, name }) => layers.maxPooling2d(pool(random, name)),
  },
  {
    title: "AveragePooling2D",
    takes: largerThan(2),
    make: ({ random, name }) => layers.averagePooling2d(pool(random, name)),
  },
  {
    title: "GlobalMaxPooling2D",
    takes: isImage,
    make: ({ name }) => layers.globalMaxPooling2d({ name, dataFormat: "channelsLast" }),
  },
  {
    title: "GlobalAveragePooling2D",
    takes: isImage,
    make: ({ name }) => layers.globalAveragePooling2d({ name, dataFormat: "channelsLast" }),
  },
  {
    title: "ZeroPadding2D",
    takes: (shape) => isImage(shape) && isSmall(shape),
    make: ({ random, name }) =>
      layers.zeroPadding2d({
        name,
        padding: pick(random, [1, [2, 1], [[1, 0], [0, 2]]] as [number, number][]),
      }),
  },
  {
    title: "Cropping2D",
    takes: largerThan(3),
    make: ({ random, name }) =>
      layers.cropping2D({
        name,
        cropping: pick(random, [[1, 1], [[1, 0], [0, 2]]] as [number, number][]),
      }),
  },
  {
    title: "UpSampling2D, nearest",
    takes: (shape) => isImage(shape) && isSmall(shape) && shape[0]! < 6,
    // tfjs's cpu backend is wrong in the gradient of the second sample on.
    batch: 1,
    make: ({ random, name }) =>
      layers.upSampling2d({ name, size: pick(random, [[2, 2], [3, 2], [1, 2]]) }),
  },
  {
    // tfjs's gradient throws where height and width differ.
    title: "UpSampling2D, bilinear",
    takes: (shape) => isImage(shape) && isSmall(shape) && shape[0] === shape[1] && shape[0]! < 6,
    make: ({ random, name }) =>
      layers.upSampling2d({
        name,
        size: pick(random, [[2, 2], [2, 3]]),
        interpolation: "bilinear",
      }),
  },
  {
    title: "TimeDistributed, Conv1D",
    takes: largerThan(2),
    weighted: true,
    make: ({ random, name }) =>
      layers.timeDistributed({
        name,
        layer: layers.conv1d({
          name: `${name}_inner`,
          filters: whole(random, 2, 3),
          kernelSize: 2,
          padding: pick(random, PADDING),
        }),
      }),
  },
];
