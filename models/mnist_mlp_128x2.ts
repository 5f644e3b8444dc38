import { MLP_COMPARISON, MLP_TRAINING, mlpLayers } from "./_mlp_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { TwoLayerConfig } from "./mnist_mlp_no_dropout.ts";
import type { Recipe } from "./recipe.ts";

/** Two equal hidden layers, to compare with one of them and with twice the units. */
export const mnistMlp128x2: Recipe<TwoLayerConfig> = defineRecipe<TwoLayerConfig>({
  ...MLP_TRAINING,
  name: "mnist-mlp-128x2",
  title: "Multi-layer perceptron 784-128-128-10 without dropout",
  config: { units1: 128, units2: 128 },
  published: { accuracy: 0.9792, loss: 0.1584, source: MLP_COMPARISON },
  layers: (options) => {
    const { units1, units2 } = options.config;
    return mlpLayers(options, [{ units: units1 }, { units: units2 }]);
  },
});
