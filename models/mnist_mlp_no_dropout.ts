import { MLP_COMPARISON, MLP_TRAINING, mlpLayers } from "./_mlp_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What recipes with two hidden layers and no dropout let one vary. */
export type TwoLayerConfig = Readonly<Record<"units1" | "units2", number>>;

/** `mnist-mlp` without dropout: fits the training images better and the test images less well. */
export const mnistMlpNoDropout: Recipe<TwoLayerConfig> = defineRecipe<TwoLayerConfig>({
  ...MLP_TRAINING,
  name: "mnist-mlp-no-dropout",
  title: "Multi-layer perceptron 784-256-128-10 without dropout",
  config: { units1: 256, units2: 128 },
  published: { accuracy: 0.9776, loss: 0.1618, source: MLP_COMPARISON },
  layers: (options) => {
    const { units1, units2 } = options.config;
    return mlpLayers(options, [{ units: units1 }, { units: units2 }]);
  },
});
