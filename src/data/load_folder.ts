import { CLASS_FILES, readClassNames } from "./class_names.ts";
import { DataError } from "./data_error.ts";
import type { Dataset, ImageShape } from "./dataset.ts";
import { parseIdx } from "./idx.ts";
import { type NamedArray, toImageSet } from "./image_set.ts";
import { checkLabels, maxLabel } from "./labels.ts";
import { explainReadFailure, readFile } from "./read_file.ts";
import { sha256 } from "./sha256.ts";
import { unpack } from "./unpack.ts";

const IMAGE_SUFFIXES = ["-images-idx3-ubyte", "-images-idx4-ubyte"];
const LABEL_SUFFIXES = ["-labels-idx1-ubyte"];

/**
 * Loads one's own IDX files, named as MNIST's: `train-images-idx3-ubyte` (or `idx4`, for images
 * with channels), `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte`, each with or without `.gz`, also with a dot before `idx` as some
 * mirrors have it. Image size and channels come from the files; class names from `classes.json`
 * (an array) or `classes.txt` (one a line), else they are "0", "1" ... up to the largest label.
 * The dataset gets the folder's name. Needs read permission for the folder.
 *
 * @throws {DataError} When a file is missing or wrong, or when the files do not fit together.
 */
export async function loadFolder(folder: string): Promise<Dataset> {
  const present = await listFiles(folder);
  const hashes: Record<string, string> = {};
  const load = async (name: string): Promise<NamedArray> => {
    const path = join(folder, name);
    const content = unpack(await readFile(path), path);
    hashes[name] = await sha256(content);
    return { path, ...parseIdx(content, path) };
  };
  // All names are found first: one error lists every missing file.
  const names = findNames(folder, present);
  const trainLabels = await load(names.trainLabels);
  const testLabels = await load(names.testLabels);
  const train = toImageSet(await load(names.trainImages), trainLabels);
  const test = toImageSet(await load(names.testImages), testLabels);
  if (describe(train.shape) !== describe(test.shape)) {
    throw new DataError(
      folder,
      `The images in "${folder}" differ in size: "${names.trainImages}" has ` +
        `${describe(train.shape)}, "${names.testImages}" has ${describe(test.shape)} ` +
        `(height x width x channels). Bring them to one size`,
    );
  }
  const classFile = CLASS_FILES.find((name) => present.includes(name));
  const classNames = classFile === undefined
    ? numbered(Math.max(maxLabel(train.labels), maxLabel(test.labels)) + 1)
    : await readClassNames(join(folder, classFile));
  checkLabels(trainLabels, classNames.length);
  checkLabels(testLabels, classNames.length);
  return { name: baseName(folder), classNames, train, test, sha256: hashes };
}

async function listFiles(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) names.push(entry.name);
  } catch (error) {
    throw new DataError(
      folder,
      `Cannot read the data folder "${folder}": ${explainReadFailure(error, folder)}`,
      { cause: error },
    );
  }
  return names.sort();
}

function findNames(folder: string, present: readonly string[]) {
  const missing: string[] = [];
  const find = (part: string, suffixes: readonly string[]): string => {
    const candidates = suffixes.flatMap((suffix) => {
      const dotted = suffix.replace("-idx", ".idx");
      return [suffix, dotted, `${suffix}.gz`, `${dotted}.gz`].map((end) => part + end);
    });
    const name = candidates.find((candidate) => present.includes(candidate));
    if (name === undefined) missing.push(`${suffixes.map((s) => part + s).join(" or ")} [.gz]`);
    return name ?? "";
  };
  const names = {
    trainImages: find("train", IMAGE_SUFFIXES),
    trainLabels: find("train", LABEL_SUFFIXES),
    testImages: find("t10k", IMAGE_SUFFIXES),
    testLabels: find("t10k", LABEL_SUFFIXES),
  };
  if (missing.length > 0) {
    const found = present.length === 0 ? "no files" : present.slice(0, 8).join(", ");
    throw new DataError(
      folder,
      `The data folder "${folder}" has no file ${missing.join("; ")}: found ${found}. ` +
        `Give the folder that holds the four IDX files, or rename them`,
    );
  }
  return names;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

function describe({ height, width, channels }: ImageShape): string {
  return `${height} x ${width} x ${channels}`;
}

function join(folder: string, name: string): string {
  return `${folder.replace(/[/\\]+$/, "")}/${name}`;
}

function baseName(folder: string): string {
  return folder.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..")
    .at(-1) ?? "data";
}
