import { encode } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { describe, expect, it } from "vitest";
import {
  DataError,
  type Dataset,
  encodePng,
  listDataFiles,
  loadDataset,
} from "../../../src/data/mod.ts";
import { errorOf, temporaryFolder } from "./_fixtures.ts";

/** Files by their path in the folder. */
type Files = Record<string, Uint8Array | string>;

/** A gray PNG, all of whose pixels are `value`. */
function gray(value: number, width = 4, height = 3): Uint8Array {
  const data = new Uint8Array(width * height).fill(value);
  return encodePng({ width, height, channels: 1, data });
}

/** An RGB or RGBA PNG, all of whose pixels are `pixel`. */
function colour(pixel: readonly number[], width = 4, height = 3): Uint8Array {
  const channels = pixel.length as 3 | 4;
  const data = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => pixel[i % channels]!,
  );
  return encode({ width, height, channels, data, depth: 8 });
}

async function folderOf(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, data] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    if (path.endsWith("/")) continue;
    if (typeof data === "string") await Deno.writeTextFile(`${folder}/${path}`, data);
    else await Deno.writeFile(`${folder}/${path}`, data);
  }
  return folder;
}

async function load(files: Files): Promise<Dataset> {
  return await loadDataset("mnist", { dataDir: await folderOf(files) });
}

/** The first value of each image with its label. */
function pairs({ images, labels, shape }: Dataset["train"]): [number, number][] {
  const size = shape.height * shape.width * shape.channels;
  return Array.from(labels, (label, i) => [images[i * size]!, label]);
}

const SPLIT: Files = {
  "train/dog/1.png": gray(10),
  "train/dog/2.PNG": gray(11),
  "train/cat/b.png": gray(21),
  "train/cat/a.png": gray(20),
  "test/dog/1.png": gray(12),
  "test/cat/1.png": gray(22),
};

describe("a folder of images", () => {
  it("with train and test gives gray images in classes sorted by name", async () => {
    const dataDir = await folderOf({
      ...SPLIT,
      "train/.DS_Store": "x",
      "train/cat/.hidden.png": "x",
      "train/cat/notes.txt": "ours",
    });
    const dataset = await loadDataset("any", { dataDir });
    expect(dataset.name).toBe(dataDir.split("/").at(-1));
    expect(dataset.classNames).toEqual(["cat", "dog"]);
    expect(dataset.train).toMatchObject({
      count: 4,
      shape: { height: 3, width: 4, channels: 1 },
    });
    expect(pairs(dataset.train).sort()).toEqual([[10, 1], [11, 1], [20, 0], [21, 0]]);
    expect(pairs(dataset.test)).toEqual([[22, 0], [12, 1]]);
    expect(Object.keys(dataset.sha256)).toEqual([
      "train images",
      "train labels",
      "test images",
      "test labels",
    ]);
  });

  it("is shuffled for training, always in the same way, and has the same checksums", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`train/${i % 3}/${i}.png`, gray(i)]),
    );
    const all = { ...files, "test/0/1.png": gray(99) };
    const [first, second] = [await load(all), await load(all)];
    expect(pairs(first.train)).toEqual(pairs(second.train));
    expect(first.sha256).toEqual(second.sha256);
    const labels = [...first.train.labels];
    // A validation split takes the last images: all classes must be among them.
    expect(new Set(labels.slice(-12)).size).toBe(3);
    expect(labels).not.toEqual(labels.toSorted());
    const changed = await load({ ...all, "train/0/0.png": gray(200) });
    expect(changed.sha256["train images"]).not.toBe(first.sha256["train images"]);
    expect(changed.sha256["train labels"]).toBe(first.sha256["train labels"]);
  });

  it("of classes alone sets a fifth of each aside, always the same", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`${i < 15 ? "cat" : "dog"}/${i}.png`, gray(i)]),
    );
    const [first, second] = [await load(files), await load(files)];
    expect([first.train.count, first.test.count]).toEqual([16, 4]);
    expect([...first.test.labels]).toEqual([0, 0, 0, 1]);
    expect(pairs(first.test)).toEqual(pairs(second.test));
    const values = [...pairs(first.train), ...pairs(first.test)].map(([value]) => value);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it.each([
    ["numbers", ["10", "9", "0", "1"], ["0", "1", "9", "10"]],
    ["names", ["b10", "b9", "a"], ["a", "b10", "b9"]],
  ])("sorts %s", async (_title, names, expected) => {
    const files = Object.fromEntries(
      names.flatMap((name) => [[`${name}/1.png`, gray(1)], [`${name}/2.png`, gray(2)]]),
    );
    expect((await load(files)).classNames).toEqual(expected);
  });

  it("takes the order of classes from classes.txt", async () => {
    const dataset = await load({ ...SPLIT, "classes.txt": "dog\ncat\n" });
    expect(dataset.classNames).toEqual(["dog", "cat"]);
    expect(pairs(dataset.test)).toEqual([[12, 0], [22, 1]]);
  });

  it("may lack a class among the test images", async () => {
    const { "test/dog/1.png": _dog, ...files } = SPLIT;
    expect([...(await load(files)).test.labels]).toEqual([0]);
  });

  it.each([[3], [100], [256]])("may have %d classes", async (count) => {
    const files = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        [`train/c${i}/1.png`, gray(i, 1, 1)],
        [`test/c${i}/1.png`, gray(i, 1, 1)],
      ]).flat(),
    );
    const dataset = await load(files);
    expect(dataset.classNames).toHaveLength(count);
    expect(Math.max(...dataset.test.labels)).toBe(count - 1);
    for (const [value, label] of pairs(dataset.train)) {
      expect(dataset.classNames[label]).toBe(`c${value}`);
    }
  });

  it("is RGB where one image has a colour", async () => {
    const { train, test } = await load({ ...SPLIT, "test/cat/1.png": colour([1, 2, 3]) });
    expect(train.shape.channels).toBe(3);
    expect([...test.images.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([...test.images.subarray(36, 42)]).toEqual([12, 12, 12, 12, 12, 12]);
    expect(train.images).toHaveLength(4 * 36);
  });

  it.each<[string, Uint8Array, number]>([
    ["RGB without a colour", colour([7, 7, 7]), 7],
    ["transparent", colour([0, 0, 0, 0]), 255],
    ["half transparent", colour([0, 0, 0, 128]), 127],
    ["opaque with alpha", colour([9, 9, 9, 255]), 9],
    [
      "of 16 bits",
      encode({
        width: 4,
        height: 3,
        channels: 1,
        depth: 16,
        data: new Uint16Array(12).fill(0x8080),
      }),
      0x80,
    ],
  ])("makes gray of an image that is %s", async (_title, image, value) => {
    const { test } = await load({ ...SPLIT, "test/cat/1.png": image });
    expect(test.shape.channels).toBe(1);
    expect(test.images[0]).toBe(value);
  });

  it("reads JPEG files", async () => {
    const data = new Uint8Array(4 * 3 * 4).fill(200);
    const jpeg = encodeJpeg({ width: 4, height: 3, data }, 100).data;
    const { test } = await load({ ...SPLIT, "test/cat/2.jpeg": new Uint8Array(jpeg) });
    expect(test.count).toBe(3);
    expect(Math.abs(test.images[12]! - 200)).toBeLessThan(3);
  });

  it.each<[string, Files, RegExp]>([
    [
      "an image of another size",
      { ...SPLIT, "train/dog/2.PNG": gray(1, 5, 3) },
      /train\/dog\/2\.PNG" has 5 x 3 pixels \(width x height\): expected 4 x 3 as ".*test\/cat\/1\.png" has\. Bring all images to one size, .* mogrify -resize '4x3!' FILES$/,
    ],
    [
      "a damaged image",
      { ...SPLIT, "train/dog/1.png": gray(1).subarray(0, 40) },
      /Cannot decode ".*train\/dog\/1\.png" as PNG: it is cut short/,
    ],
    [
      "an image of another kind",
      { ...SPLIT, "train/dog/3.gif": "GIF89a" },
      /train\/dog\/3\.gif" is a GIF image: expected a PNG or JPEG image\. Convert it to PNG/,
    ],
    [
      "one class",
      { "train/cat/1.png": gray(1), "test/cat/1.png": gray(2) },
      /has 1 class \("cat"\): expected 2 to 256\. Add images of another class/,
    ],
    [
      "257 classes",
      Object.fromEntries(
        Array.from({ length: 257 }, (_, i) => [
          [`${i}/1.png`, gray(1, 1, 1)],
          [`${i}/2.png`, gray(1, 1, 1)],
        ]).flat(),
      ),
      /has 257 classes: expected 2 to 256\. Join some of the classes/,
    ],
    [
      "a class without images",
      { ...SPLIT, "train/fox/notes.txt": "none yet" },
      /class folder ".*train\/fox" holds no images: found notes\.txt, expected files that end in \.png or \.jpg\. Add images or remove the folder/,
    ],
    [
      "an empty class folder",
      { ...SPLIT, "train/fox/": "" },
      /class folder ".*train\/fox" holds no images: found no files/,
    ],
    [
      "empty train and test folders",
      { "train/": "", "test/": "" },
      /folder ".*\/train" has no class folders: expected one folder of images for each class/,
    ],
    [
      "a test class without training images",
      { ...SPLIT, "test/fox/1.png": gray(1) },
      /The test images in ".*" have classes that the training images do not have: fox; expected cat, dog\. Rename/,
    ],
    [
      "a class that classes.txt does not name",
      { ...SPLIT, "classes.txt": "cat\nfox\n" },
      /The training images in ".*" have classes that ".*classes\.txt" does not have: dog; expected cat, fox\. Rename/,
    ],
    [
      "a name in classes.txt without images",
      { ...SPLIT, "classes.txt": "cat\ndog\nfox\n" },
      /".*classes\.txt" names classes without training images in ".*": fox\. Add a folder/,
    ],
    [
      "training images without test images",
      { "train/cat/1.png": gray(1), "train/dog/1.png": gray(1) },
      /has a folder "train" but no folder "test": expected both, or the class folders alone\. Add "test", or give ".*\/train", of which a fifth/,
    ],
    [
      "a folder in a class folder",
      { ...SPLIT, "train/cat/more/1.png": gray(1) },
      /class folder ".*train\/cat" holds a folder "more": expected images alone/,
    ],
    [
      "one image in a class, with nothing to set aside",
      { "cat/1.png": gray(1), "dog/1.png": gray(1), "dog/2.png": gray(1) },
      /class folder ".*cat" holds 1 image: expected 2 or more/,
    ],
    [
      "images without class folders",
      { "1.png": gray(1) },
      /has no file train-images-idx3-ubyte .* found 1\.png\. .* for images give a folder with train\/<class>\/ and test\/<class>\//,
    ],
  ])("refuses %s", async (_title, files, message) => {
    const error = await errorOf(() => load(files));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(message);
  });
});

describe("listDataFiles", () => {
  const listed = async (folder: string) =>
    (await listDataFiles(folder)).map((path) => path.slice(folder.length + 1));

  it("lists the images and class names that are read, and nothing else", async () => {
    const folder = await folderOf({
      ...SPLIT,
      "train/cat/notes.txt": "x",
      "train/cat/.DS_Store": "x",
      "classes.txt": "cat\ndog\n",
      "README.md": "x",
    });
    expect(await listed(folder)).toEqual([...Object.keys(SPLIT), "classes.txt"].sort());
  });

  it("follows links to folders and to images", async () => {
    const folder = await folderOf({ "cat/1.png": gray(1), "cat/2.png": gray(2) });
    const dogs = await folderOf({ "1.png": gray(3), "2.png": gray(4) });
    await Deno.symlink(dogs, `${folder}/dog`);
    await Deno.symlink(`${dogs}/1.png`, `${folder}/cat/3.png`);
    const { train, test } = await loadDataset("mnist", { dataDir: folder });
    expect(train.count + test.count).toBe(5);
    expect(await listed(folder)).toEqual(
      ["cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png"],
    );
  });

  it("lists IDX files with their class names", async () => {
    const folder = await folderOf({
      "train-images-idx3-ubyte.gz": "x",
      "t10k-labels-idx1-ubyte": "x",
      "classes.json": "[]",
      "more/1.png": gray(1),
      "notes.txt": "x",
    });
    expect(await listed(folder)).toEqual([
      "classes.json",
      "t10k-labels-idx1-ubyte",
      "train-images-idx3-ubyte.gz",
    ]);
  });
});
