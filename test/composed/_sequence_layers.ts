import * as tf from "@tensorflow/tfjs";
import { ACTIVATIONS, type Block, isSequence } from "./_block.ts";
import { chance, pick, type Random, whole } from "./_draw.ts";
import { weightOptions } from "./_plain_layers.ts";

const { layers } = tf;

/** tfjs lists "causal" too, and throws when it computes. */
const PADDING = ["valid", "same"] as const;

const longerThan = (length: number) => (shape: readonly number[]) =>
  isSequence(shape) && shape[0]! > length;

/** Unrolled, so that long ones make large graphs; tfjs's gradient throws for one time step alone. */
const isShort = (shape: readonly number[]) => longerThan(1)(shape) && shape[0]! <= 6;

function recurrentOptions(random: Random) {
  return {
    units: whole(random, 2, 3),
    returnSequences: chance(random, 0.5),
    goBackwards: chance(random, 0.3),
    useBias: chance(random, 0.8),
  };
}

const pool = (random: Random, name: string) => ({
  name,
  poolSize: whole(random, 2, 3),
  strides: whole(random, 1, 2),
  padding: pick(random, PADDING),
});

/** Layers for sequences: samples of shape `[length, channels]`. */
export const SEQUENCES: readonly Block[] = [
  {
    title: "Conv1D",
    takes: longerThan(3),
    weighted: true,
    make: ({ random, name }) =>
      layers.conv1d({
        name,
        filters: whole(random, 2, 4),
        kernelSize: whole(random, 1, 3),
        strides: whole(random, 1, 2),
        padding: pick(random, PADDING),
        activation: pick(random, ACTIVATIONS),
        useBias: chance(random, 0.8),
        ...weightOptions(random),
      }),
  },
  {
    title: "Conv1D, dilated",
    takes: longerThan(4),
    weighted: true,
    untrainable: /dilation rates greater than 1/,
    make: ({ random, name }) =>
      layers.conv1d({
        name,
        filters: 3,
        kernelSize: 3,
        dilationRate: 2,
        padding: pick(random, PADDING),
      }),
  },
  {
    title: "MaxPooling1D",
    takes: longerThan(2),
    make: ({ random, name }) => layers.maxPooling1d(pool(random, name)),
  },
  {
    title: "AveragePooling1D",
    takes: longerThan(2),
    make: ({ random, name }) => layers.averagePooling1d(pool(random, name)),
  },
  {
    title: "GlobalMaxPooling1D",
    takes: isSequence,
    make: ({ name }) => layers.globalMaxPooling1d({ name }),
  },
  {
    title: "GlobalAveragePooling1D",
    takes: isSequence,
    make: ({ name }) => layers.globalAveragePooling1d({ name }),
  },
  {
    title: "SimpleRNN",
    takes: isShort,
    weighted: true,
    make: ({ random, name }) =>
      layers.simpleRNN({
        name,
        ...recurrentOptions(random),
        activation: pick(random, ["tanh", "relu"] as const),
      }),
  },
  {
    title: "GRU",
    takes: isShort,
    weighted: true,
    make: ({ random, name }) => layers.gru({ name, ...recurrentOptions(random) }),
  },
  {
    title: "LSTM",
    takes: isShort,
    weighted: true,
    make: ({ random, name }) =>
      layers.lstm({
        name,
        ...recurrentOptions(random),
        unitForgetBias: chance(random, 0.5),
        recurrentActivation: pick(random, ["hardSigmoid", "sigmoid"] as const),
      }),
  },
  {
    title: "GRU, same size",
    takes: (shape) => isShort(shape) && shape[1]! <= 4,
    weighted: true,
    keepsShape: true,
    make: ({ name, shape }) => layers.gru({ name, units: shape[1]!, returnSequences: true }),
  },
  {
    title: "Bidirectional",
    takes: isShort,
    weighted: true,
    make: ({ random, name }) => {
      const { goBackwards: _, ...options } = recurrentOptions(random);
      const cell = { name: `${name}_cell`, ...options };
      return layers.bidirectional({
        name,
        layer: (chance(random, 0.5) ? layers.gru(cell) : layers.lstm(cell)) as tf.RNN,
        mergeMode: pick(random, ["concat", "sum", "mul", "ave"] as const),
      });
    },
  },
  {
    title: "TimeDistributed, Dense",
    takes: isSequence,
    weighted: true,
    make: ({ random, name }) =>
      layers.timeDistributed({
        name,
        layer: layers.dense({
          name: `${name}_inner`,
          units: whole(random, 2, 4),
          activation: pick(random, ACTIVATIONS),
        }),
      }),
  },
];
