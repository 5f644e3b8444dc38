import { type ClassFiles, findParts } from "./_class_folders.ts";
import { baseName } from "./_paths.ts";
import { checkNumClasses, CLASS_FILES, readClassNames } from "./class_names.ts";
import { DataError } from "./data_error.ts";
import type { Dataset } from "./dataset.ts";
import { sha256 } from "./sha256.ts";
import { shuffledIndices } from "./shuffle.ts";
import { type LabelledFile, readImageSets } from "./read_image_sets.ts";

/** The data must not change with the seed of a run, so it has its own. */
const SEED = 0;

/**
 * Loads the images of a folder, as {@linkcode loadFolder} describes.
 *
 * @param folder Without a slash at the end.
 * @param files The names of its files.
 * @param folders The names of the folders in it.
 */
export async function loadImageFolder(
  folder: string,
  files: readonly string[],
  folders: readonly string[],
): Promise<Dataset> {
  const parts = await findParts(folder, folders);
  const classNames = await findClassNames(folder, files, parts);
  const training = shuffled(labelled(parts.train, classNames));
  const { train, test } = await readImageSets(training, labelled(parts.test, classNames));
  const hashes: Record<string, string> = {};
  for (const [name, set] of Object.entries({ train, test })) {
    hashes[`${name} images`] = await sha256(set.images);
    hashes[`${name} labels`] = await sha256(set.labels);
  }
  return { name: baseName(folder), classNames, train, test, sha256: hashes };
}

async function findClassNames(
  folder: string,
  files: readonly string[],
  { train, test }: { train: ClassFiles; test: ClassFiles },
): Promise<readonly string[]> {
  const classFile = CLASS_FILES.find((name) => files.includes(name));
  const names = classFile === undefined
    ? sortNames([...train.keys()])
    : await readClassNames(`${folder}/${classFile}`);
  const source = classFile === undefined ? "the training images" : `"${folder}/${classFile}"`;
  for (const [part, classes] of [["training", train], ["test", test]] as const) {
    const unknown = [...classes.keys()].filter((name) => !names.includes(name));
    if (unknown.length === 0) continue;
    throw new DataError(
      folder,
      `The ${part} images in "${folder}" have classes that ${source} do${
        classFile === undefined ? "" : "es"
      } not have: ${unknown.slice(0, 5).join(", ")}; expected ${names.slice(0, 5).join(", ")}` +
        `${names.length > 5 ? " ..." : ""}. Rename or move the folders`,
    );
  }
  const empty = names.filter((name) => !train.has(name));
  if (empty.length > 0) {
    throw new DataError(
      folder,
      `${source} names classes without training images in "${folder}": ` +
        `${empty.slice(0, 5).join(", ")}. Add a folder for each, or remove the names`,
    );
  }
  checkNumClasses(folder, names);
  return names;
}

/** By code units, or by value where all are whole numbers: "10" comes after "9". */
function sortNames(names: string[]): string[] {
  const numbers = names.every((name) => /^\d+$/.test(name));
  return numbers ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}

function labelled(classes: ClassFiles, classNames: readonly string[]): LabelledFile[] {
  return classNames.flatMap((name, label) =>
    (classes.get(name) ?? []).map((path) => ({ path, label }))
  );
}

function shuffled(files: readonly LabelledFile[]): LabelledFile[] {
  return Array.from(shuffledIndices(files.length, SEED, 0), (index) => files[index]!);
}
