import * as tf from "@tensorflow/tfjs";
import { defineRecipe } from "./define_recipe.ts";
import type { OneLayerConfig } from "./mnist_mlp_128.ts";
import type { Recipe } from "./recipe.ts";

/**
 * One hidden layer on clothing, the first network of many introductions.
 *
 * Its source gives the labels as numbers, with the sparse cross-entropy; ours are one-hot rows, with
 * the plain one. Both are the same function: tfjs's sparse one makes the rows first. The source
 * trains on all images and validates on none.
 */
export const fashionMlp: Recipe<OneLayerConfig> = defineRecipe<OneLayerConfig>({
  name: "fashion-mlp",
  title: "Multi-layer perceptron 784-128-10 on clothing",
  dataset: "fashion-mnist",
  batchSize: 32,
  epochs: 5,
  validation: "none",
  optimizer: { name: "adam", learningRate: 0.001 },
  config: { units: 128 },
  published: {
    accuracy: 0.8635,
    loss: 0.3769,
    source: "Basic classification: clothing images (R, keras3 1.0, TensorFlow 2.16)",
  },
  layers: ({ config, shape, numClasses, kernel }) => [
    tf.layers.flatten({
      name: "flatten",
      inputShape: [shape.height, shape.width, shape.channels],
    }),
    tf.layers.dense({
      name: "dense_1",
      units: config.units,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.dense({
      name: "dense_2",
      units: numClasses,
      activation: "softmax",
      kernelInitializer: kernel(),
    }),
  ],
});
