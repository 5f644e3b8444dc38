import * as tf from "@tensorflow/tfjs";
import { ACTIVATIONS, type Block, isSequence, isSmall, isVector } from "./_block.ts";
import { chance, pick, type Random, whole } from "./_draw.ts";

const { layers } = tf;

const any = () => true;

/** Regularizers and constraints, for layers that have a kernel. */
export function weightOptions(random: Random) {
  return {
    ...chance(random, 0.3) && {
      kernelRegularizer: pick(random, [
        tf.regularizers.l1({ l1: 0.02 }),
        tf.regularizers.l2({ l2: 0.03 }),
        tf.regularizers.l1l2({ l1: 0.01, l2: 0.02 }),
      ]),
    },
    ...chance(random, 0.25) && {
      kernelConstraint: pick(random, [
        tf.constraints.maxNorm({ maxValue: 0.7, axis: 0 }),
        tf.constraints.unitNorm({ axis: 0 }),
        tf.constraints.nonNeg(),
        tf.constraints.minMaxNorm({ minValue: 0.3, maxValue: 0.8, rate: 0.6, axis: 0 }),
      ]),
    },
  };
}

/** Layers for samples of any rank. */
export const PLAIN: readonly Block[] = [
  {
    title: "Dense",
    takes: any,
    weighted: true,
    make: ({ random, name }) =>
      layers.dense({
        name,
        units: whole(random, 2, 5),
        activation: pick(random, ACTIVATIONS),
        useBias: chance(random, 0.8),
        ...weightOptions(random),
      }),
  },
  {
    title: "Dense, same size",
    takes: any,
    weighted: true,
    keepsShape: true,
    make: ({ random, name, shape }) =>
      layers.dense({ name, units: shape.at(-1)!, activation: pick(random, ACTIVATIONS) }),
  },
  ...ACTIVATIONS.map((activation): Block => ({
    title: `Activation, ${activation}`,
    takes: any,
    make: ({ name }) => layers.activation({ name, activation }),
  })),
  {
    title: "ReLU",
    takes: any,
    make: ({ random, name }) =>
      layers.reLU({ name, ...chance(random, 0.5) && { maxValue: 0.5 + random() } }),
  },
  { title: "LeakyReLU", takes: any, make: ({ name }) => layers.leakyReLU({ name, alpha: 0.2 }) },
  { title: "ELU", takes: any, make: ({ name }) => layers.elu({ name }) },
  {
    title: "Softmax",
    takes: any,
    // Its default is axis 1, which tfjs then refuses for more than vectors.
    make: ({ name }) => layers.softmax({ name, axis: -1 }),
  },
  {
    title: "PReLU",
    takes: any,
    weighted: true,
    keepsShape: true,
    make: ({ name, shape }) =>
      layers.prelu({ name, ...shape.length === 3 && { sharedAxes: [1, 2] } }),
  },
  {
    title: "ThresholdedReLU",
    takes: any,
    untrainable: /no gradient|Cannot compute gradient|gradient function not found/,
    make: ({ name }) => layers.thresholdedReLU({ name, theta: 0.3 }),
  },
  {
    title: "BatchNormalization",
    takes: any,
    weighted: true,
    keepsShape: true,
    make: ({ random, name }) =>
      layers.batchNormalization({ name, momentum: pick(random, [0.5, 0.9]), epsilon: 0.01 }),
  },
  {
    // Elsewhere tfjs's cpu backend is wrong off the last axis: it reads the averages as if they lay along it.
    title: "BatchNormalization, axis 1",
    takes: (shape) => shape.length > 1 && shape.slice(1).every((dim) => dim === 1),
    weighted: true,
    untrainable: /no gradient for axis 1/,
    make: ({ name }) => layers.batchNormalization({ name, axis: 1 }),
  },
  {
    title: "BatchNormalization, no scale",
    takes: any,
    weighted: true,
    untrainable: /no gradient for "center: true, scale: false"/,
    make: ({ name }) => layers.batchNormalization({ name, scale: false }),
  },
  {
    title: "LayerNormalization",
    takes: any,
    weighted: true,
    keepsShape: true,
    make: ({ name }) => layers.layerNormalization({ name, epsilon: 0.01 }),
  },
  {
    title: "LayerNormalization, no centre",
    takes: any,
    weighted: true,
    untrainable: /no gradient for "center: false, scale: true"/,
    make: ({ name }) => layers.layerNormalization({ name, center: false }),
  },
  {
    title: "Flatten",
    takes: (shape) => shape.length > 1,
    make: ({ name }) => layers.flatten({ name }),
  },
  {
    title: "RepeatVector",
    takes: (shape) => isVector(shape) && isSmall(shape),
    make: ({ random, name }) => layers.repeatVector({ name, n: whole(random, 2, 4) }),
  },
  {
    title: "Reshape",
    takes: (shape) => shape.length > 1 || shape[0]! % 2 === 0,
    make: ({ random, name, shape }) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      const half = size % 2 === 0 ? [2, size / 2] : [size, 1];
      const images = size % 4 === 0 ? [2, size / 4, 2] : [size, 1, 1];
      return layers.reshape({ name, targetShape: pick(random, [half, images]) });
    },
  },
  {
    title: "Reshape, to one channel",
    takes: isVector,
    make: ({ random, name, shape }) =>
      layers.reshape({ name, targetShape: [shape[0]!, 1, 1].slice(0, whole(random, 2, 3)) }),
  },
  {
    title: "Permute",
    takes: (shape) => shape.length > 1,
    make: ({ random, name, shape }) =>
      layers.permute({
        name,
        dims: isSequence(shape) ? [2, 1] : pick(random, [[3, 1, 2], [2, 1, 3], [1, 3, 2]]),
      }),
  },
];
