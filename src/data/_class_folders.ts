import { listFolder } from "./_paths.ts";
import { DataError } from "./data_error.ts";
import { shuffledIndices } from "./shuffle.ts";

/** Images of a class that become test images where a folder does not say. */
const TEST_SHARE = 0.2;

/** The test set must not change with the seed of a run, so it has its own. */
const SEED = 0;

const IMAGE_NAME = /\.(png|jpe?g|gif|webp|bmp|tiff?)$/i;

/** The image files of each class, by the class's name. */
export type ClassFiles = ReadonlyMap<string, readonly string[]>;

/**
 * The images of each class for training and for testing: those in `train/<class>/` and
 * `test/<class>/`, or those in `<class>/`, of which a fifth is set aside for testing.
 *
 * @throws {DataError} When the folders are not as they should be.
 */
export async function findParts(
  folder: string,
  folders: readonly string[],
): Promise<{ train: ClassFiles; test: ClassFiles }> {
  const [hasTrain, hasTest] = ["train", "test"].map((name) => folders.includes(name));
  if (hasTrain && hasTest) {
    const [train, test] = [`${folder}/train`, `${folder}/test`];
    return {
      train: await listClasses(train, (await listFolder(train)).folders),
      test: await listClasses(test, (await listFolder(test)).folders),
    };
  }
  if (hasTrain || hasTest) {
    const [found, missing] = hasTrain ? ["train", "test"] : ["test", "train"];
    throw new DataError(
      folder,
      `The data folder "${folder}" has a folder "${found}" but no folder "${missing}": expected ` +
        `both, or the class folders alone. Add "${missing}", or give "${folder}/${found}", of ` +
        `which a fifth is then set aside for testing`,
    );
  }
  return divide(folder, await listClasses(folder, folders));
}

/** The image files in the folders of the classes. */
async function listClasses(folder: string, folders: readonly string[]): Promise<ClassFiles> {
  const classes = new Map<string, string[]>();
  for (const name of folders) {
    const path = `${folder}/${name}`;
    const content = await listFolder(path);
    if (content.folders.length > 0) {
      throw new DataError(
        path,
        `The class folder "${path}" holds a folder "${content.folders[0]}": expected images ` +
          `alone. Move its images up, or make it a class of its own`,
      );
    }
    const images = content.files.filter((file) => IMAGE_NAME.test(file));
    if (images.length === 0) {
      const found = content.files.slice(0, 4).join(", ") || "no files";
      throw new DataError(
        path,
        `The class folder "${path}" holds no images: found ${found}, expected files that end in ` +
          `.png or .jpg. Add images or remove the folder`,
      );
    }
    classes.set(name, images.map((file) => `${path}/${file}`));
  }
  if (classes.size > 0) return classes;
  throw new DataError(
    folder,
    `The folder "${folder}" has no class folders: expected one folder of images for each class. ` +
      `Add them`,
  );
}

function divide(
  folder: string,
  classes: ClassFiles,
): { train: ClassFiles; test: ClassFiles } {
  const train = new Map<string, string[]>();
  const test = new Map<string, string[]>();
  for (const [name, paths] of classes) {
    if (paths.length < 2) {
      throw new DataError(
        folder,
        `The class folder "${folder}/${name}" holds 1 image: expected 2 or more, since some are ` +
          `set aside for testing. Add images`,
      );
    }
    const numTest = Math.max(1, Math.round(paths.length * TEST_SHARE));
    const order = [...shuffledIndices(paths.length, SEED, 0)];
    const pick = (indices: number[]) => indices.sort((a, b) => a - b).map((i) => paths[i]!);
    test.set(name, pick(order.slice(0, numTest)));
    train.set(name, pick(order.slice(numTest)));
  }
  return { train, test };
}
