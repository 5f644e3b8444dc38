import { CATALOGUE, type DatasetDefinition } from "./catalogue/mod.ts";
import type { Dataset } from "./dataset.ts";
import { didYouMean } from "./did_you_mean.ts";
import {
  type FoundDataset,
  loadDefinition,
  type LoadDefinitionOptions,
} from "./load_definition.ts";
import { loadFolder } from "./load_folder.ts";

/** Where {@linkcode loadDataset} looks. */
export interface LoadDatasetOptions extends LoadDefinitionOptions {
  /**
   * A folder with one's own IDX files or images, which are then loaded in place of the named
   * dataset. The other options do not matter then.
   */
  readonly dataDir?: string | undefined;
}

/** A name that {@linkcode loadDataset} knows, and what it stands for. */
export interface CatalogueEntry {
  /** The name, such as `fashion-mnist`. */
  readonly name: string;
  /** One line: what it holds and who made it. */
  readonly title: string;
  /** Class names in the order of the labels. */
  readonly classNames: readonly string[];
}

/** All datasets that are known by name. */
export const DATASETS: readonly CatalogueEntry[] = CATALOGUE.map(({ name, title, classNames }) => ({
  name,
  title,
  classNames,
}));

/** The names that {@linkcode loadDataset} knows. */
export const DATASET_NAMES: readonly string[] = DATASETS.map(({ name }) => name);

/**
 * Loads a dataset: from `dataDir` when it is given (see {@linkcode loadFolder}), else the
 * catalogue's one called `name`, by {@linkcode findDataset}.
 *
 * @throws {RangeError} When the catalogue has no such name.
 * @throws {DataError} When a file is missing, damaged or not what it should be.
 *
 * @example
 * ```ts
 * import { describeDataset, loadDataset } from "./mod.ts";
 *
 * const mnist = await loadDataset("mnist");
 * const [train] = describeDataset(mnist).split("\n");
 * if (!train!.includes("labels uint8 [60000] 5 0 4 1 9")) throw new Error(train);
 * ```
 */
export async function loadDataset(
  name: string,
  options: LoadDatasetOptions = {},
): Promise<Dataset> {
  if (options.dataDir !== undefined) return await loadFolder(options.dataDir);
  return (await findDataset(name, options)).dataset;
}

/**
 * Loads the catalogue's dataset `name` and tells where it was. Packages of this machine come first,
 * then the cache, then mirrors, whose files are checked and kept in the cache. Needs read permission
 * for `node_modules`, `/usr/share/datasets` and the cache, and for a download also write permission
 * for the cache and network permission; a source that may not be used is passed over.
 *
 * @throws {RangeError} When the catalogue has no such name.
 * @throws {DataError} When no source has the files: says where it looked, why each one failed and
 * what helps.
 */
export async function findDataset(
  name: string,
  options: LoadDefinitionOptions = {},
): Promise<FoundDataset> {
  return await loadDefinition(definitionOf(name), options);
}

function definitionOf(name: string): DatasetDefinition {
  const definition = CATALOGUE.find((entry) => entry.name === name);
  if (definition !== undefined) return definition;
  throw new RangeError(
    `Unknown dataset "${name}": expected one of ${DATASET_NAMES.join(", ")}. ` +
      `For your own data give its folder with --data-dir${didYouMean(name, DATASET_NAMES)}`,
  );
}
