import type { DatasetDefinition, FileRole, Source } from "./catalogue/mod.ts";
import { DataError } from "./data_error.ts";
import type { Dataset } from "./dataset.ts";
import { parseIdx } from "./idx.ts";
import { type NamedArray, toImageSet } from "./image_set.ts";
import { checkLabels } from "./labels.ts";
import { sha256 } from "./sha256.ts";
import { unpack } from "./unpack.ts";

/**
 * Loads a dataset of the catalogue from the first of its sources that has all four files with the
 * pinned SHA-256.
 *
 * @throws {DataError} When no source has them; the message tells why each one failed.
 */
export async function loadDefinition(definition: DatasetDefinition): Promise<Dataset> {
  const failures: { source: Source; error: DataError }[] = [];
  for (const source of definition.sources) {
    try {
      return await loadFrom(definition, source);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failures.push({ source, error });
    }
  }
  const [first] = failures;
  if (first !== undefined && failures.length === 1) throw first.error;
  throw new DataError(
    definition.name,
    `Cannot load dataset "${definition.name}" from any of its ${failures.length} sources:\n` +
      failures.map(({ source, error }) => `  ${source.description}: ${error.message}`).join("\n"),
  );
}

async function loadFrom(definition: DatasetDefinition, source: Source): Promise<Dataset> {
  const hashes: Record<string, string> = {};
  const load = async (role: FileRole): Promise<NamedArray> => {
    const file = definition.files[role];
    const { path, bytes } = await source.read(file.name);
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
    hashes[file.name] = received;
    return { path, ...array };
  };
  const trainLabels = await load("trainLabels");
  const testLabels = await load("testLabels");
  checkLabels(trainLabels, definition.classNames.length);
  checkLabels(testLabels, definition.classNames.length);
  return {
    name: definition.name,
    classNames: definition.classNames,
    train: toImageSet(await load("trainImages"), trainLabels),
    test: toImageSet(await load("testImages"), testLabels),
    sha256: hashes,
  };
}
