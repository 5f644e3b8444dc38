import * as tf from "@tensorflow/tfjs";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What {@linkcode mnistMlp} lets one vary. */
export type MlpConfig = Readonly<Record<"units1" | "dropout1" | "units2" | "dropout2", number>>;

/** Two hidden layers: trains fastest, and shows what convolutions add. */
export const mnistMlp: Recipe<MlpConfig> = defineRecipe({
  name: "mnist-mlp",
  title: "Multi-layer perceptron 784-256-128-10 with dropout",
  dataset: "mnist",
  batchSize: 128,
  epochs: 30,
  validation: { split: 0.2 },
  optimizer: { name: "rmsprop", learningRate: 0.001 },
  config: { units1: 256, dropout1: 0.4, units2: 128, dropout2: 0.3 },
  published: {
    accuracy: 0.9817,
    loss: 0.0870,
    source: "Getting started with Keras (R, Keras 3, TensorFlow)",
  },
  flatten: true,
  layers: ({ config, shape, numClasses, kernel }) => [
    tf.layers.dense({
      name: "dense_1",
      inputShape: [shape.height * shape.width * shape.channels],
      units: config.units1,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.dropout({ name: "dropout_1", rate: config.dropout1 }),
    tf.layers.dense({
      name: "dense_2",
      units: config.units2,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.dropout({ name: "dropout_2", rate: config.dropout2 }),
    tf.layers.dense({
      name: "dense_3",
      units: numClasses,
      activation: "softmax",
      kernelInitializer: kernel(),
    }),
  ],
});
