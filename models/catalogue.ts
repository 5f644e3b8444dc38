import { closest } from "./_closest.ts";
import { mnistCnn } from "./mnist_cnn.ts";
import { mnistCnnWide } from "./mnist_cnn_wide.ts";
import { mnistLenet } from "./mnist_lenet.ts";
import { mnistMlp } from "./mnist_mlp.ts";
import { mnistQuick } from "./mnist_quick.ts";
import type { Recipe } from "./recipe.ts";

/** All recipes, from the quickest to train to the slowest. */
export const recipes: readonly Recipe[] = [
  mnistQuick,
  mnistMlp,
  mnistLenet,
  mnistCnn,
  mnistCnnWide,
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
  const guess = closest(name, names);
  throw new RangeError(
    `Unknown recipe "${name}". ${guess === undefined ? "" : `Did you mean "${guess}"? `}` +
      `Should be one of: ${names.join(", ")}`,
  );
}
