import type { Dataset } from "./dataset.ts";
import { CLASS_FILES } from "./class_names.ts";
import { findParts } from "./_class_folders.ts";
import { listFolder, trimSlashes } from "./_paths.ts";
import { loadIdxFolder } from "./load_idx_folder.ts";
import { loadImageFolder } from "./load_image_folder.ts";

/**
 * Loads one's own data, named after its folder. Needs read permission for the folder. It holds
 *
 * - IDX files, named as MNIST's: `train-images-idx3-ubyte` (or `idx4`, for images with channels),
 *   `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each with or
 *   without `.gz`, also with a dot before `idx` as some mirrors have it; or
 * - PNG and JPEG images in `train/<class>/` and `test/<class>/`; or in `<class>/` alone, of which
 *   then the same fifth of each class, drawn at random, becomes the test set.
 *
 * All images have one size. Images are RGB where one of them has a colour, else gray; transparent
 * parts become white, 16-bit samples 8-bit ones. Training images that come from folders are
 * shuffled, always in the same way, since a validation split takes the last ones.
 *
 * Class names come from `classes.json` (an array) or `classes.txt` (one a line), in the order of the
 * labels. Without them IDX classes are "0", "1" ... up to the largest label, and image classes are
 * the folders' names, sorted, as numbers where all are numbers. There are 2 to 256 classes.
 *
 * @throws {DataError} When a file is missing or wrong, or when the files do not fit together.
 */
export async function loadFolder(folder: string): Promise<Dataset> {
  const path = trimSlashes(folder);
  const { files, folders } = await listFolder(path);
  return holdsIdx(files, folders)
    ? await loadIdxFolder(path, [...files, ...folders])
    : await loadImageFolder(path, files, folders);
}

/**
 * The paths of the files that {@linkcode loadFolder} reads, sorted; also those that lie behind
 * symbolic links. What is in them is not looked at.
 *
 * @throws {DataError} When the folder cannot be read, or its folders are not as they should be.
 */
export async function listDataFiles(folder: string): Promise<string[]> {
  const path = trimSlashes(folder);
  const { files, folders } = await listFolder(path);
  const idx = holdsIdx(files, folders);
  const own = files.filter((name) => CLASS_FILES.includes(name) || (idx && name.includes("ubyte")))
    .map((name) => `${path}/${name}`);
  if (idx) return own;
  const { train, test } = await findParts(path, folders);
  return [...own, ...[...train.values(), ...test.values()].flat()].sort();
}

function holdsIdx(files: readonly string[], folders: readonly string[]): boolean {
  return folders.length === 0 || [...files, ...folders].some((name) => name.includes("ubyte"));
}
