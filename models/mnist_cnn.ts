import { type TwoConvConfig, twoConvLayers, twoConvMinSize } from "./_two_conv_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** Keras's `mnist_cnn.py`, the example that most introductions follow. */
export const mnistCnn: Recipe<TwoConvConfig> = defineRecipe({
  name: "mnist-cnn",
  title: "CNN: 3x3 convolutions with 32 and 64 filters, pooling, dense 128",
  dataset: "mnist",
  batchSize: 128,
  epochs: 12,
  // The source validates on the test set.
  validation: "none",
  optimizer: { name: "adadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 },
  config: { filters1: 32, filters2: 64, kernelSize: 3, dropout1: 0.25, units: 128, dropout2: 0.5 },
  published: {
    accuracy: 0.9919,
    loss: 0.0265,
    source: "MNIST digit recognition with CNN and Keras (2018), after Keras's mnist_cnn.py",
  },
  minSize: twoConvMinSize,
  layers: twoConvLayers,
});
