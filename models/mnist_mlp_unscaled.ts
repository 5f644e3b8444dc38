import { MLP_COMPARISON, MLP_TRAINING, mlpLayers } from "./_mlp_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { MlpConfig } from "./mnist_mlp.ts";
import type { Recipe } from "./recipe.ts";

/**
 * `mnist-mlp` on pixels 0 to 255 instead of 0 to 1, which shows what scaling is for: the first
 * layer's outputs are some 255 times as large as its initializer reckons with.
 */
export const mnistMlpUnscaled: Recipe<MlpConfig> = defineRecipe<MlpConfig>({
  ...MLP_TRAINING,
  name: "mnist-mlp-unscaled",
  title: "Multi-layer perceptron 784-256-128-10 with dropout, on pixels 0 to 255",
  scale: 1,
  config: { units1: 256, dropout1: 0.4, units2: 128, dropout2: 0.3 },
  published: {
    accuracy: 0.1251,
    // What the text names beside the figure that its listing shows.
    highestAccuracy: 0.85,
    loss: 13.6591,
    source: MLP_COMPARISON,
  },
  layers: (options) => {
    const { units1, dropout1, units2, dropout2 } = options.config;
    return mlpLayers(options, [
      { units: units1, dropout: dropout1 },
      { units: units2, dropout: dropout2 },
    ]);
  },
});
