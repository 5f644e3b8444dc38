import { findRecipe, type Recipe } from "../../models/mod.ts";
import { type Dataset, loadDataset } from "../../src/data/mod.ts";
import type { Config } from "../config.ts";

/** A recipe with the user's options in place of its own. */
export interface Settings {
  readonly recipe: Recipe;
  readonly epochs: number;
  readonly batchSize: number;
}

/** What a run trains, and how. */
export function settingsOf(config: Config): Settings {
  const recipe = findRecipe(config.recipe);
  return {
    recipe,
    epochs: config.epochs ?? recipe.epochs,
    batchSize: config.batchSize ?? recipe.batchSize,
  };
}

/** The run's data set: the recipe's, or the user's own files. */
export function loadData(config: Config): Promise<Dataset> {
  return loadDataset(findRecipe(config.recipe).dataset, { dataDir: config.dataDir });
}
