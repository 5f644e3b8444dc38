import { CATALOGUE } from "./catalogue/mod.ts";
import type { Dataset } from "./dataset.ts";
import { loadDefinition } from "./load_definition.ts";
import { loadFolder } from "./load_folder.ts";

/** Where {@linkcode loadDataset} looks. */
export interface LoadDatasetOptions {
  /** A folder with one's own IDX files, which are then loaded in place of the named dataset. */
  readonly dataDir?: string | undefined;
}

/** The names that {@linkcode loadDataset} knows. */
export const DATASET_NAMES: readonly string[] = CATALOGUE.map((definition) => definition.name);

/**
 * Loads a dataset: from `dataDir` when it is given, else the catalogue's one called `name`.
 * Needs read permission for `dataDir` or `node_modules`.
 *
 * @throws {RangeError} When the catalogue has no such name.
 * @throws {DataError} When a file is missing, damaged or not what it should be.
 */
export function loadDataset(name: string, options: LoadDatasetOptions = {}): Promise<Dataset> {
  if (options.dataDir !== undefined) return loadFolder(options.dataDir);
  const definition = CATALOGUE.find((entry) => entry.name === name);
  if (definition === undefined) {
    return Promise.reject(
      new RangeError(
        `Unknown dataset "${name}": expected one of ${DATASET_NAMES.join(", ")}. ` +
          `For your own IDX files give their folder with --data-dir`,
      ),
    );
  }
  return loadDefinition(definition);
}
