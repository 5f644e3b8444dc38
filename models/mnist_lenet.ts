import * as tf from "@tensorflow/tfjs";
import { convPoolTwice, convPoolTwiceMinSize } from "./_conv_pool_twice.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What {@linkcode mnistLenet} lets one vary. */
export type LenetConfig = Readonly<
  Record<
    "filters1" | "filters2" | "kernelSize" | "dropout1" | "units1" | "dropout2" | "units2",
    number
  >
>;

/** LeNet-5's layout with more filters, ReLU, max pooling and dropout. */
export const mnistLenet: Recipe<LenetConfig> = defineRecipe<LenetConfig>({
  name: "mnist-lenet",
  title: "LeNet: two 5x5 convolutions, each pooled, and three dense layers",
  dataset: "mnist",
  batchSize: 128,
  epochs: 10,
  validation: { split: 0.2 },
  optimizer: { name: "adadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 },
  config: {
    filters1: 32,
    filters2: 64,
    kernelSize: 5,
    dropout1: 0.2,
    units1: 120,
    dropout2: 0.5,
    units2: 84,
  },
  published: {
    accuracy: 0.9930,
    loss: 0.0230,
    source: "Convolutional neural network on MNIST, a notebook (R, keras, TensorFlow 2.8)",
  },
  minSize: convPoolTwiceMinSize,
  layers: (options) => {
    const { config, numClasses, kernel } = options;
    return [
      ...convPoolTwice(options),
      tf.layers.dropout({ name: "dropout_1", rate: config.dropout1 }),
      tf.layers.flatten({ name: "flatten" }),
      tf.layers.dense({
        name: "dense_1",
        units: config.units1,
        activation: "relu",
        kernelInitializer: kernel(),
      }),
      tf.layers.dropout({ name: "dropout_2", rate: config.dropout2 }),
      tf.layers.dense({
        name: "dense_2",
        units: config.units2,
        activation: "relu",
        kernelInitializer: kernel(),
      }),
      tf.layers.dense({
        name: "dense_3",
        units: numClasses,
        activation: "softmax",
        kernelInitializer: kernel(),
      }),
    ];
  },
});
