import { gzipSync } from "node:zlib";
import type { BadInput, Chapter } from "../_bad_input.ts";
import { idx } from "../_data.ts";

const ARGS = "--recipe mnist-mlp --epochs 1 --data-dir {}/data --out {}/out";
const TRAIN_IMAGES = "data/train-images-idx3-ubyte";
const TRAIN_LABELS = "data/train-labels-idx1-ubyte";

type Change = (bytes: Uint8Array) => Uint8Array;

function changed(title: string, file: string, change: Change, message: RegExp): BadInput {
  const prepare = async (folder: string) => {
    await Deno.writeFile(`${folder}/${file}`, change(await Deno.readFile(`${folder}/${file}`)));
  };
  return { title, task: "pipeline", args: ARGS, prepare, message };
}

function replaced(title: string, file: string, text: string, message: RegExp): BadInput {
  return changed(title, file, () => new TextEncoder().encode(text), message);
}

const rows: BadInput[] = [
  changed(
    "Images cut off in the middle",
    TRAIN_IMAGES,
    (bytes) => bytes.slice(0, 20_000),
    /train-images-idx3-ubyte" is truncated: .* so 31376 with the header, found 20000\. Download/,
  ),
  changed(
    "A header cut off",
    TRAIN_IMAGES,
    (bytes) => bytes.slice(0, 10),
    /is truncated: its header needs 16 bytes, found 10/,
  ),
  replaced("An empty file", TRAIN_IMAGES, "", /is not an IDX file: it is empty\. Download/),
  changed(
    "A wrong magic number",
    TRAIN_IMAGES,
    (bytes) => bytes.with(0, 7),
    /wrong magic number 07 00 08 03, expected 00 00 08/,
  ),
  changed(
    "Values that are not bytes",
    TRAIN_IMAGES,
    (bytes) => bytes.with(2, 0x0d),
    /holds elements of type 32-bit float: expected unsigned byte/,
  ),
  replaced(
    "An HTML page in place of the images",
    TRAIN_IMAGES,
    "<!DOCTYPE html><title>404 Not Found</title>",
    /is not an IDX file: it is an HTML page, as servers send/,
  ),
  replaced(
    "A Git LFS pointer in place of the images",
    TRAIN_IMAGES,
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    /it is a Git LFS pointer\. Fetch the file itself with "git lfs pull"/,
  ),
  changed(
    "A damaged gzip file",
    TRAIN_IMAGES,
    (bytes) => gzipSync(bytes).subarray(0, 500),
    /gzip/i,
  ),
  changed(
    "More images than labels",
    TRAIN_LABELS,
    () => idx([30], new Uint8Array(30)),
    /40 images.*30 labels/s,
  ),
  changed(
    "No images",
    TRAIN_IMAGES,
    () => idx([0, 28, 28], new Uint8Array()),
    /holds no pixels: its sizes are 0 x 28 x 28/,
  ),
  changed(
    "Images and labels in each other's place",
    TRAIN_LABELS,
    () => idx([40, 28, 28], new Uint8Array(40 * 28 * 28)),
    /train-labels-idx1-ubyte.*label/s,
  ),
  {
    title: "Training and test images of two sizes",
    task: "pipeline",
    args: ARGS,
    prepare: async (folder) => {
      const images = idx([10, 20, 20], new Uint8Array(10 * 20 * 20));
      await Deno.writeFile(`${folder}/data/t10k-images-idx3-ubyte`, images);
    },
    message: /differ in size: .* has 28 x 28 x 1, .* has 20 x 20 x 1/,
  },
  {
    title: "A label that has no class name",
    task: "pipeline",
    args: ARGS,
    prepare: (folder) => Deno.writeTextFile(`${folder}/data/classes.txt`, "zero\none\ntwo\n"),
    message: /label \d.*3/s,
  },
  {
    title: "A folder without one of the files",
    task: "pipeline",
    args: ARGS,
    prepare: (folder) => Deno.remove(`${folder}/data/t10k-labels-idx1-ubyte`),
    message: /has no file t10k-labels-idx1-ubyte \[\.gz\]: found .*Give the folder/,
  },
  {
    title: "A folder that does not exist",
    task: "pipeline",
    args: "--recipe mnist-mlp --data-dir {}/dta --out {}/out",
    message: /Cannot read the data folder ".*\/dta": there is no such file or folder/,
  },
  {
    title: "A file where the data folder should be",
    task: "pipeline",
    args: "--recipe mnist-mlp --data-dir {}/data/train-images-idx3-ubyte --out {}/out",
    message: /Cannot read the data folder ".*ubyte": part of the path is a file/,
  },
  {
    title: "A folder where a data file should be",
    task: "pipeline",
    args: ARGS,
    prepare: async (folder) => {
      await Deno.remove(`${folder}/${TRAIN_IMAGES}`);
      await Deno.mkdir(`${folder}/${TRAIN_IMAGES}`);
    },
    message: /train-images-idx3-ubyte": it is a folder where a file is expected/,
  },
  {
    title: "Images too small for the recipe's layers",
    task: "pipeline",
    args: ARGS.replace("mnist-mlp", "mnist-lenet"),
    prepare: async (folder) => {
      for (const [part, count] of [["train", 40], ["t10k", 10]] as const) {
        const images = idx([count, 9, 9], new Uint8Array(count * 9 * 9));
        await Deno.writeFile(`${folder}/data/${part}-images-idx3-ubyte`, images);
      }
    },
    message: /mnist-lenet.*9 ?x ?9/s,
    leaves: ["data.json", "pipeline.lock.json"],
  },
];

export const data: Chapter = { title: "Data", rows };
