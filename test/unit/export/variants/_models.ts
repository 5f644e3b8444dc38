import * as tf from "@tensorflow/tfjs";
import { prepareTfjs } from "../../../../src/train/mod.ts";

prepareTfjs();

const { layers } = tf;

/** A model of one operator's weights, each large enough to be stored in another form. */
export interface VariantRow {
  readonly title: string;
  readonly build: () => tf.LayersModel;
  /** The operators that read the weights, each once for every weight. */
  readonly readers: string;
  /** Whole numbers below this as inputs, in place of real ones. */
  readonly tokens?: number;
}

let seed = 0;

const uniform = () => tf.initializers.randomUniform({ minval: -0.4, maxval: 0.4, seed: ++seed });

/** Seeded weights. Biases too, which stay as they are. */
const weights = () => ({ kernelInitializer: uniform(), biasInitializer: uniform() });

const recurrent = (units: number) => ({ units, recurrentInitializer: uniform(), ...weights() });

const dense = (units: number) => layers.dense({ units, ...weights() });

function chain(inputShape: number[], ...rest: tf.layers.Layer[]) {
  return () => tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...rest] });
}

export const VARIANT_MODELS: readonly VariantRow[] = [
  {
    title: "convolutions and dense layers",
    build: chain(
      [6, 6, 3],
      layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", ...weights() }),
      layers.conv2d({ filters: 5, kernelSize: [3, 2], padding: "same", ...weights() }),
      layers.flatten(),
      dense(16),
      layers.dense({ units: 12, activation: "softmax", ...weights() }),
    ),
    readers: "Conv Conv Gemm Gemm",
  },
  {
    title: "a convolution of one dimension, and one with channels first",
    build: chain(
      [8, 6],
      layers.conv1d({ filters: 10, kernelSize: 3, ...weights() }),
      layers.reshape({ targetShape: [4, 5, 3] }),
      layers.conv2d({ filters: 8, kernelSize: 3, dataFormat: "channelsFirst", ...weights() }),
    ),
    readers: "Conv Conv",
  },
  {
    title: "a depthwise convolution and a separable one",
    build: chain(
      [7, 7, 6],
      layers.depthwiseConv2d({
        kernelSize: 5,
        depthMultiplier: 2,
        depthwiseInitializer: uniform(),
        biasInitializer: uniform(),
      }),
      layers.separableConv2d({
        filters: 14,
        kernelSize: 4,
        padding: "same",
        depthwiseInitializer: uniform(),
        pointwiseInitializer: uniform(),
        biasInitializer: uniform(),
      }),
    ),
    readers: "Conv Conv Conv",
  },
  {
    title: "a transposed convolution",
    build: chain(
      [4, 3, 5],
      layers.conv2dTranspose({ filters: 6, kernelSize: 3, strides: 2, ...weights() }),
    ),
    readers: "ConvTranspose",
  },
  {
    title: "dense layers on sequences",
    build: chain([4, 12], dense(15), layers.activation({ activation: "tanh" }), dense(12)),
    readers: "Gemm Gemm",
  },
  {
    title: "an embedding",
    build: chain(
      [5],
      layers.embedding({ inputDim: 20, outputDim: 8, embeddingsInitializer: uniform() }),
      layers.flatten(),
      dense(6),
    ),
    readers: "Gather Gemm",
    tokens: 20,
  },
  {
    title: "an LSTM, whose weights every step reads",
    build: chain([3, 8], layers.lstm(recurrent(12)), dense(20)),
    readers: "Gemm MatMul MatMul",
  },
  {
    title: "a GRU, which reads a kernel in parts",
    build: chain([3, 8], layers.gru(recurrent(12)), dense(20)),
    readers: "Gemm Gemm Split",
  },
  {
    title: "one layer used twice",
    build: () => {
      const shared = layers.dense({ name: "shared", units: 12, ...weights() });
      const inputs = tf.input({ shape: [12], name: "x" });
      const once = shared.apply(inputs) as tf.SymbolicTensor;
      return tf.model({ inputs, outputs: shared.apply(once) as tf.SymbolicTensor });
    },
    readers: "Gemm",
  },
];
