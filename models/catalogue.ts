import { didYouMean } from "../src/data/mod.ts";
import { fashionCnn } from "./fashion_cnn.ts";
import { fashionMlp } from "./fashion_mlp.ts";
import { mnistCnn } from "./mnist_cnn.ts";
import { mnistCnnWide } from "./mnist_cnn_wide.ts";
import { mnistLenet } from "./mnist_lenet.ts";
import { mnistMlp } from "./mnist_mlp.ts";
import { mnistMlp128 } from "./mnist_mlp_128.ts";
import { mnistMlp128x2 } from "./mnist_mlp_128x2.ts";
import { mnistMlpNoDropout } from "./mnist_mlp_no_dropout.ts";
import { mnistMlpUnscaled } from "./mnist_mlp_unscaled.ts";
import { mnistQuick } from "./mnist_quick.ts";
import type { Recipe } from "./recipe.ts";

/** All recipes by data set, from the quickest to train to the slowest. */
export const recipes: readonly Recipe[] = [
  mnistQuick,
  mnistMlp,
  mnistMlpUnscaled,
  mnistMlpNoDropout,
  mnistMlp128x2,
  mnistMlp128,
  mnistLenet,
  mnistCnn,
  mnistCnnWide,
  fashionMlp,
  fashionCnn,
];

/**
 * The recipe called `name`.
 *
 * @throws {RangeError} For an unknown name: says which one may be meant, and lists all.
 */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe !== undefined) return recipe;
  const names = recipes.map((candidate) => candidate.name);
  throw new RangeError(
    `Unknown recipe "${name}": expected one of ${names.join(", ")}${didYouMean(name, names)}`,
  );
}
