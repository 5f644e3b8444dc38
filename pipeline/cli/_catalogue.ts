import { OPTIMIZERS, recipes } from "../../models/mod.ts";
import { DATASET_NAMES } from "../../src/data/mod.ts";
import type { Catalogue } from "../config.ts";

/** The recipe that takes the shortest time to 99.0 % test accuracy. */
const DEFAULT_RECIPE = "mnist-quick";

/** What there is to train, and on what. */
export function catalogue(): Catalogue {
  return {
    recipes: recipes.map(({ name }) => name),
    defaultRecipe: DEFAULT_RECIPE,
    datasets: DATASET_NAMES,
    optimizers: OPTIMIZERS,
    params: Object.fromEntries(recipes.map(({ name, config }) => [name, config])),
  };
}
