import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DataError, loadDataset, sha256 } from "../../../src/data/mod.ts";
import { errorOf, folderWith, idx, temporaryFolder, utf8 } from "./_fixtures.ts";

/** Files of a set of 32 x 32 RGB images in five classes. */
const COLOUR: Record<string, Uint8Array | string> = {
  "train-images-idx4-ubyte": idx([6, 32, 32, 3]),
  "train-labels-idx1-ubyte": idx([6], [0, 1, 2, 3, 4, 1]),
  "t10k-images-idx4-ubyte": idx([2, 32, 32, 3]),
  "t10k-labels-idx1-ubyte": idx([2], [4, 0]),
};

const load = async (files: Record<string, Uint8Array | string>) => {
  const dataDir = await folderWith(files);
  return loadDataset("mnist", { dataDir });
};

const without = (name: string) =>
  Object.fromEntries(Object.entries(COLOUR).filter(([key]) => key !== name));

describe("loadDataset with dataDir", () => {
  it("takes image size, channels and class count from the files", async () => {
    const dataset = await load(COLOUR);
    expect(dataset.train.shape).toEqual({ height: 32, width: 32, channels: 3 });
    expect(dataset.test).toMatchObject({ count: 2, shape: { height: 32, width: 32, channels: 3 } });
    expect(dataset.classNames).toEqual(["0", "1", "2", "3", "4"]);
    expect(Object.keys(dataset.sha256).sort()).toEqual(Object.keys(COLOUR).sort());
    expect(dataset.sha256["t10k-labels-idx1-ubyte"]).toBe(
      await sha256(COLOUR["t10k-labels-idx1-ubyte"] as Uint8Array),
    );
  });

  it("is named after the folder, with or without a slash at the end", async () => {
    const dataDir = await folderWith(COLOUR);
    const name = dataDir.split("/").at(-1);
    expect((await loadDataset("mnist", { dataDir })).name).toBe(name);
    expect((await loadDataset("any", { dataDir: `${dataDir}/` })).name).toBe(name);
  });

  it.each([
    ["packed", (name: string) => `${name}.gz`, true],
    ["with a dot before idx", (name: string) => name.replace("-idx", ".idx"), false],
    ["packed, with a dot", (name: string) => `${name.replace("-idx", ".idx")}.gz`, true],
  ])("reads files %s", async (_title, rename, packed) => {
    const files = Object.fromEntries(
      Object.entries(COLOUR).map(([name, bytes]) => [
        rename(name),
        packed ? gzipSync(bytes as Uint8Array) : bytes,
      ]),
    );
    expect((await load(files)).train.count).toBe(6);
  });

  it.each([
    ["classes.txt", "cat\r\ndog\n bird \nfish\nfox\n\n", ["cat", "dog", "bird", "fish", "fox"]],
    ["classes.json", '["a","b","c","d","e","f"]', ["a", "b", "c", "d", "e", "f"]],
  ])("reads class names from %s", async (name, text, expected) => {
    expect((await load({ ...COLOUR, [name]: text })).classNames).toEqual(expected);
  });

  it.each<[string, Record<string, Uint8Array | string>, string]>([
    [
      "a missing file",
      without("t10k-labels-idx1-ubyte"),
      "has no file t10k-labels-idx1-ubyte [.gz]: found t10k-images-idx4-ubyte, " +
      "train-images-idx4-ubyte, train-labels-idx1-ubyte. Give the folder that holds the four " +
      "IDX files, or rename them",
    ],
    [
      "an empty folder",
      {},
      "has no file train-images-idx3-ubyte or train-images-idx4-ubyte [.gz]; " +
      "train-labels-idx1-ubyte [.gz]; t10k-images-idx3-ubyte or t10k-images-idx4-ubyte [.gz]; " +
      "t10k-labels-idx1-ubyte [.gz]: found no files",
    ],
    [
      "test images of another size",
      { ...COLOUR, "t10k-images-idx4-ubyte": idx([2, 28, 32, 3]) },
      `differ in size: "train-images-idx4-ubyte" has 32 x 32 x 3, "t10k-images-idx4-ubyte" has ` +
      `28 x 32 x 3 (height x width x channels). Bring them to one size`,
    ],
    [
      "different counts",
      { ...COLOUR, "t10k-labels-idx1-ubyte": idx([3], [0, 1, 2]) },
      "3 labels: expected the same number",
    ],
    [
      "a label without a name",
      { ...COLOUR, "classes.txt": "cat\ndog\nbird\nfish" },
      "has label 4 at position 4: expected 0 to 3 for 4 classes",
    ],
    [
      "a test label without a name",
      {
        ...COLOUR,
        "train-labels-idx1-ubyte": idx([6], [0, 0, 0, 0, 0, 0]),
        "classes.txt": "cat\ndog",
      },
      't10k-labels-idx1-ubyte" has label 4 at position 0: expected 0 to 1 for 2 classes',
    ],
    [
      "a single class",
      {
        ...COLOUR,
        "train-labels-idx1-ubyte": idx([6], [0, 0, 0, 0, 0, 0]),
        "t10k-labels-idx1-ubyte": idx([2], [0, 0]),
      },
      'has 1 class ("0"): expected 2 to 256. Add images of another class',
    ],
    [
      "an empty class name",
      { ...COLOUR, "classes.txt": "cat\n\nbird\nfish\nfox" },
      "has no name for class 1: expected one name for each class. Add it",
    ],
    [
      "an empty class file",
      { ...COLOUR, "classes.txt": "\n" },
      "has no name for class 0",
    ],
    [
      "two classes of one name",
      { ...COLOUR, "classes.json": '["a","b","a","d","e"]' },
      'names two classes "a": expected different names',
    ],
    [
      "broken JSON",
      { ...COLOUR, "classes.json": '["a",' },
      "is not valid JSON (",
    ],
    [
      "JSON of another kind",
      { ...COLOUR, "classes.json": '{"0":"a"}' },
      'classes.json" holds {"0":"a"}: expected an array of class names such as ["cat", "dog"]',
    ],
    [
      "an HTML page",
      { ...COLOUR, "train-images-idx4-ubyte": utf8("<!doctype html>") },
      "is not an IDX file: it is an HTML page",
    ],
    [
      "a truncated file",
      { ...COLOUR, "train-images-idx4-ubyte": idx([6, 32, 32, 3]).slice(0, 9000) },
      "is truncated: its header declares 6 x 32 x 32 x 3 bytes, so 18452 with the header, " +
      "found 9000",
    ],
  ])("refuses %s", async (_title, files, message) => {
    const error = await errorOf(() => load(files));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
  });

  it("refuses a folder that is not there and a file in its place", async () => {
    const folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder}/file`, "");
    const missing = await errorOf(() => loadDataset("mnist", { dataDir: `${folder}/none` }));
    expect(missing.message).toBe(
      `Cannot read the data folder "${folder}/none": there is no such file or folder. ` +
        `Check the path`,
    );
    const file = await errorOf(() => loadDataset("mnist", { dataDir: `${folder}/file` }));
    expect(file).toBeInstanceOf(DataError);
    expect(file.message).toBe(
      `Cannot read the data folder "${folder}/file": part of the path is a file where a folder ` +
        `is expected. Check the path`,
    );
  });
});
