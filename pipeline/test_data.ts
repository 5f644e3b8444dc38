import { type Dataset, DATASET_NAMES, loadDataset } from "../src/data/mod.ts";
import type { ModelMetadata } from "../src/evaluate/mod.ts";
import { ConfigError, twoDataSets } from "./config.ts";

/** What the user says about the images to test with. */
export interface TestDataOptions {
  /** A name of the catalogue. */
  readonly dataset?: string | undefined;
  /** A folder with one's own images or IDX files. */
  readonly dataDir?: string | undefined;
}

/** The data set of a model that does not say what it was trained on. */
const USUAL = "mnist";

/**
 * The data to test a model with: the user's choice, else the model's own data set. Downloads nothing.
 *
 * @throws {ConfigError} When both options are given, or none where the model was trained on images of
 * one's own.
 * @throws {DataError} When the data cannot be loaded.
 */
export async function loadTestData(
  { dataset, dataDir }: TestDataOptions,
  metadata: ModelMetadata,
): Promise<Dataset> {
  const twice = twoDataSets({ dataset, dataDir });
  if (twice !== undefined) throw new ConfigError(twice);
  if (dataDir !== undefined) return await loadDataset("", { dataDir });
  return await loadDataset(dataset ?? datasetOf(metadata) ?? USUAL, { download: false });
}

/**
 * The catalogue's data set that a model was trained on, by its metadata; `undefined` where that does
 * not say.
 *
 * @throws {ConfigError} When it was trained on images of one's own.
 */
export function datasetOf({ entries }: ModelMetadata): string | undefined {
  const { name, own } = parse(entries["dataset"]);
  if (typeof name !== "string") return undefined;
  if (own !== true && DATASET_NAMES.includes(name)) return name;
  throw new ConfigError(
    `The model was trained on your own data ("${name}"): give --data-dir with its folder, or ` +
      `--dataset with one of ${DATASET_NAMES.join(", ")}`,
  );
}

function parse(text = "{}"): { readonly name?: unknown; readonly own?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
