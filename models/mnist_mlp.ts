import { MLP_TRAINING, mlpLayers } from "./_mlp_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What {@linkcode mnistMlp} lets one vary. */
export type MlpConfig = Readonly<Record<"units1" | "dropout1" | "units2" | "dropout2", number>>;

/** Two hidden layers: trains fastest, and shows what convolutions add. */
export const mnistMlp: Recipe<MlpConfig> = defineRecipe<MlpConfig>({
  ...MLP_TRAINING,
  name: "mnist-mlp",
  title: "Multi-layer perceptron 784-256-128-10 with dropout",
  config: { units1: 256, dropout1: 0.4, units2: 128, dropout2: 0.3 },
  published: {
    accuracy: 0.9817,
    loss: 0.0870,
    source: "Getting started with Keras (R, Keras 3, TensorFlow)",
  },
  layers: (options) => {
    const { units1, dropout1, units2, dropout2 } = options.config;
    return mlpLayers(options, [
      { units: units1, dropout: dropout1 },
      { units: units2, dropout: dropout2 },
    ]);
  },
});
