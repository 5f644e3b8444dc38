import { checkNumClasses, CLASS_FILES, readClassNames } from "./class_names.ts";
import { DataError } from "./data_error.ts";
import type { Dataset, ImageShape } from "./dataset.ts";
import { parseIdx } from "./idx.ts";
import { type NamedArray, toImageSet } from "./image_set.ts";
import { checkLabels, maxLabel } from "./labels.ts";
import { baseName } from "./_paths.ts";
import { readFile } from "./read_file.ts";
import { sha256 } from "./sha256.ts";
import { unpack } from "./unpack.ts";

const IMAGE_SUFFIXES = ["-images-idx3-ubyte", "-images-idx4-ubyte"];
const LABEL_SUFFIXES = ["-labels-idx1-ubyte"];

/**
 * Loads the IDX files of a folder, as {@linkcode loadFolder} describes.
 *
 * @param folder Without a slash at the end.
 * @param present The names of its files.
 */
export async function loadIdxFolder(
  folder: string,
  present: readonly string[],
): Promise<Dataset> {
  const hashes: Record<string, string> = {};
  const load = async (name: string): Promise<NamedArray> => {
    const path = `${folder}/${name}`;
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
    : await readClassNames(`${folder}/${classFile}`);
  checkNumClasses(folder, classNames);
  checkLabels(trainLabels, classNames.length);
  checkLabels(testLabels, classNames.length);
  return { name: baseName(folder), classNames, train, test, sha256: hashes };
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
        `Give the folder that holds the four IDX files, or rename them; for images give a ` +
        `folder with train/<class>/ and test/<class>/`,
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
