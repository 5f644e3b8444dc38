import { MLP_COMPARISON, MLP_TRAINING, mlpLayers } from "./_mlp_layers.ts";
import { defineRecipe } from "./define_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What {@linkcode mnistMlp128} lets one vary. */
export type OneLayerConfig = Readonly<Record<"units", number>>;

/** One hidden layer, whose width is what the sweep over `units` varies. */
export const mnistMlp128: Recipe<OneLayerConfig> = defineRecipe<OneLayerConfig>({
  ...MLP_TRAINING,
  name: "mnist-mlp-128",
  title: "Multi-layer perceptron 784-128-10 without dropout",
  config: { units: 128 },
  published: {
    accuracy: 0.9776,
    loss: 0.1138,
    source: MLP_COMPARISON,
    // Trained apart from the figures above, those of 128 too.
    sweep: {
      param: "units",
      points: [
        { value: 16, accuracy: 0.9497, loss: 0.1840 },
        { value: 32, accuracy: 0.9663, loss: 0.1306 },
        { value: 64, accuracy: 0.9747, loss: 0.1059 },
        { value: 128, accuracy: 0.9782, loss: 0.1068 },
        { value: 256, accuracy: 0.9803, loss: 0.1105 },
        { value: 512, accuracy: 0.9810, loss: 0.1240 },
        { value: 1024, accuracy: 0.9826, loss: 0.1240 },
      ],
    },
  },
  layers: (options) => mlpLayers(options, [{ units: options.config.units }]),
});
