import type { Recipe } from "../models/mod.ts";

/**
 * The recipe as it prepares images of a data set: pictures for a model of gray images are fitted as
 * MNIST's digits are where the data set is MNIST, else scaled as a whole.
 *
 * @param dataset A name of the catalogue. Absent for images of one's own, which are prepared as the
 * recipe's data set is, since that is what the recipe is for.
 */
export function recipeOn<R extends Pick<Recipe, "dataset">>(recipe: R, dataset?: string): R {
  return dataset === undefined ? recipe : { ...recipe, dataset: dataset as R["dataset"] };
}
