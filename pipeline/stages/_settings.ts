import { relative } from "node:path";
import { findRecipe, type OptimizerConfig, type Recipe } from "../../models/mod.ts";
import { type Augmentation, type Dataset, loadDataset } from "../../src/data/mod.ts";
import { parseAugment, writeAugment } from "../augment.ts";
import { type Config, switchFlag } from "../config.ts";
import { recipeOn } from "../recipe_on.ts";
import { optimizerOf } from "./_optimizer.ts";

/** A recipe with the user's options in place of its own. */
export interface Settings {
  /** The recipe, with the run's data set and optimizer; without what its source published where these or values differ. */
  readonly recipe: Recipe;
  /** The recipe's values, with the user's in their place. */
  readonly params: Readonly<Record<string, number>>;
  readonly optimizer: OptimizerConfig;
  /** How training images are changed; absent: not at all. */
  readonly augment?: Augmentation;
  readonly epochs: number;
  readonly batchSize: number;
  /** What differs from the recipe, as flags: `["--param", "units=64", "--epochs", "2"]`. The seed is no part of it. */
  readonly changes: readonly string[];
}

/** What a run trains, and how. */
export function settingsOf(config: Config): Settings {
  const { published, ...own } = findRecipe(config.recipe);
  const optimizer = optimizerOf(own.optimizer, config);
  const params = { ...own.config, ...config.params };
  const changes = changesOf(config, own);
  const augment = parseAugment(config.augment ?? writeAugment(own.augment));
  return {
    recipe: {
      ...recipeOn(own, config.dataset),
      optimizer,
      ...(published === undefined || changes.length > 0 ? {} : { published }),
    },
    params,
    optimizer,
    ...(augment === undefined ? {} : { augment }),
    epochs: config.epochs ?? own.epochs,
    batchSize: config.batchSize ?? own.batchSize,
    changes,
  };
}

function changesOf(config: Config, own: Recipe): string[] {
  const values = Object.entries(config.params ?? {}).filter(([name, value]) =>
    own.config[name] !== value
  );
  // Another optimizer has a rate of its own.
  const { learningRate: _given, ...others } = config;
  const usualRate = optimizerOf(own.optimizer, others).learningRate;
  const flags: [string, unknown, unknown][] = [
    ["--dataset", config.dataset, own.dataset],
    ["--optimizer", config.optimizer, own.optimizer.name],
    ["--learning-rate", config.learningRate, usualRate],
    ["--augment", config.augment, writeAugment(own.augment)],
    ["--epochs", config.epochs, own.epochs],
    ["--batch-size", config.batchSize, own.batchSize],
  ];
  return [
    ...values.flatMap(([name, value]) => ["--param", `${name}=${value}`]),
    ...flags.filter(([, given, mine]) => given !== undefined && given !== mine)
      .flatMap(([flag, given]) => [flag, String(given)]),
  ];
}

/** The arguments of the pipeline that train the same model again. */
export function argumentsOf(config: Config, { changes }: Settings): readonly string[] {
  const { recipe, dataDir, engine, provider, tfLib, device, threads, seed } = config;
  const switches = (["xla", "tf32", "onednn"] as const).flatMap((name) =>
    config[name] === undefined ? [] : [switchFlag(name, config[name])]
  );
  return [
    ...["--recipe", recipe],
    ...(dataDir === undefined ? [] : ["--data-dir", relative(Deno.cwd(), dataDir)]),
    ...changes,
    ...(engine === "onnx" ? [] : ["--engine", engine]),
    ...(provider === undefined ? [] : ["--provider", provider]),
    ...(tfLib === undefined ? [] : ["--tf-lib", tfLib]),
    ...(device === undefined ? [] : ["--device", device]),
    ...switches,
    ...(threads === undefined ? [] : ["--threads", String(threads)]),
    ...["--seed", String(seed)],
  ];
}

/** The run's data set: the one asked for, the recipe's, or the user's own files. */
export function loadData(config: Config): Promise<Dataset> {
  const name = config.dataset ?? findRecipe(config.recipe).dataset;
  return loadDataset(name, { dataDir: config.dataDir });
}
