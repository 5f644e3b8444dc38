import * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../src/data/mod.ts";
import { prepareTfjs } from "../src/train/mod.ts";
import { buildOptimizer } from "./optimizer.ts";
import type { BuildOptions, Recipe, RecipeConfig } from "./recipe.ts";

/** What {@linkcode RecipeDefinition.layers} builds from. */
export interface LayerOptions<C extends RecipeConfig> {
  /** The recipe's values, with those of the build in their place. */
  readonly config: C;
  /** Size of the images. */
  readonly shape: ImageShape;
  /** Units of the last layer. */
  readonly numClasses: number;
  /** A seeded initializer, another one at each call: every kernel needs its own. */
  readonly kernel: () => ReturnType<typeof tf.initializers.glorotUniform>;
}

/** A recipe's data and its layers. */
export interface RecipeDefinition<C extends RecipeConfig>
  extends Omit<Recipe<C>, "build" | "preprocessing"> {
  /** Whether the model takes images as flat vectors. @default {false} */
  readonly flatten?: boolean;
  /** A pixel of 0 to 255 is multiplied by this. @default {1 / 255} */
  readonly scale?: number;
  /** Smallest height and width in pixels that the layers can take. @default {1} */
  minSize?(config: C): number;
  /** The layers from the input, whose shape the first one names, to a softmax over the classes. */
  layers(options: LayerOptions<C>): tf.layers.Layer[];
}

/** Makes a {@linkcode Recipe} of a definition: checks, seeds, compiles. */
export function defineRecipe<C extends RecipeConfig>(definition: RecipeDefinition<C>): Recipe<C> {
  const { flatten = false, scale = 1 / 255, minSize = () => 1, layers, ...data } = definition;
  return {
    ...data,
    build(options) {
      prepareTfjs();
      const { shape, numClasses, seed } = options;
      const config = mergeConfig(data, options);
      checkOptions(data.name, options, minSize(config));
      let kernels = 0;
      // Keras's initializer, which tfjs's own default is not.
      const kernel = () => tf.initializers.glorotUniform({ seed: kernelSeed(seed, kernels++) });
      const model = tf.sequential({
        name: data.name,
        layers: layers({ config, shape, numClasses, kernel }),
      });
      model.compile({
        optimizer: buildOptimizer(options.optimizer ?? data.optimizer),
        loss: "categoricalCrossentropy",
        metrics: ["accuracy"],
      });
      return model;
    },
    preprocessing({ height, width, channels }) {
      return {
        height,
        width,
        channels,
        scale,
        flatten,
        // `this`: a run may train the recipe on another data set than its own.
        mode: channels === 1 && this.dataset === "mnist" ? "digit" : "photo",
        invert: channels === 1 ? "auto" : "never",
      };
    },
  };
}

/** Each kernel of each seed has its own; never 0, which tfjs takes for no seed. */
function kernelSeed(seed: number, kernel: number): number {
  return seed * 1000 + kernel + 1;
}

function mergeConfig<C extends RecipeConfig>(
  recipe: { name: string; config: C },
  { config = {} }: BuildOptions<C>,
): C {
  const known = Object.keys(recipe.config);
  for (const [key, value] of Object.entries(config)) {
    if (!known.includes(key)) {
      throw new RangeError(
        `Recipe "${recipe.name}" has no config "${key}". Should be one of: ${known.join(", ")}`,
      );
    }
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
      throw new RangeError(
        `Cannot build recipe "${recipe.name}" with ${key} ${value}: expected a number from 0`,
      );
    }
  }
  return { ...recipe.config, ...config };
}

function checkOptions(
  name: string,
  { shape, numClasses, seed }: Pick<BuildOptions, "shape" | "numClasses" | "seed">,
  minSize: number,
): void {
  if (Math.min(shape.height, shape.width) < minSize) {
    throw new RangeError(
      `Cannot build recipe "${name}" for images of ${shape.height}x${shape.width}: ` +
        `its layers need ${minSize}x${minSize} or more. Choose a recipe with fewer layers`,
    );
  }
  if (!Number.isInteger(numClasses) || numClasses < 2) {
    throw new RangeError(
      `Cannot build recipe "${name}" for ${numClasses} classes: expected 2 or more`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 2 ** 32 - 1) {
    throw new RangeError(
      `Cannot build recipe "${name}" with seed ${seed}: expected a whole number 0 to ${
        2 ** 32 - 1
      }`,
    );
  }
}
