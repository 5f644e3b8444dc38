import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toOnnx } from "../../../src/export/mod.ts";
import { prepareTfjs, saveModel } from "../../../src/train/mod.ts";
import { ConfigError } from "../../../pipeline/config.ts";
import { imagesOf, isIdx, readIdxImages } from "../../../pipeline/image_source.ts";
import { parseIndices } from "../../../pipeline/index_list.ts";
import { NoModelError, openModel } from "../../../pipeline/open_model.ts";
import { datasetOf, loadTestData } from "../../../pipeline/test_data.ts";
import { idx } from "../../smoke/_data.ts";
import { summary } from "./_summary.ts";

let folder: string;
beforeEach(async () => {
  folder = await Deno.makeTempDir();
});
afterEach(() => Deno.remove(folder, { recursive: true }));

/** A small classifier in both formats, with a run's figures beside it. */
async function writeModel(path: string, values: Parameters<typeof summary>[0] = {}): Promise<void> {
  prepareTfjs();
  await Deno.mkdir(path, { recursive: true });
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [784], activation: "softmax" })],
  });
  await saveModel(model, path);
  const { bytes } = toOnnx(model, { metadata: { dataset: JSON.stringify({ name: "mnist" }) } });
  await Deno.writeFile(`${path}/model.onnx`, bytes);
  const text = JSON.stringify(summary({ recipe: "mnist-mlp", ...values }));
  await Deno.writeTextFile(`${path}/summary.json`, text);
}

describe("openModel", () => {
  const folders = () => ({ runs: `${folder}/runs`, trained: `${folder}/trained` });

  it("takes the newest run, else a model of the project, and says which", async () => {
    await writeModel(`${folder}/trained/lenet`);
    const own = await openModel(undefined, folders());
    expect([own.path, own.found]).toEqual([
      `${folder}/trained/lenet/model.onnx`,
      "comes with the project",
    ]);
    await writeModel(`${folder}/runs/new`, { date: "2026-02-01T00:00:00Z" });
    await writeModel(`${folder}/runs/old`, { date: "2026-01-01T00:00:00Z" });
    const run = await openModel(undefined, folders());
    expect([run.path, run.found]).toEqual([`${folder}/runs/new/model.onnx`, "the newest run"]);
  });

  it("passes over the points of a sweep", async () => {
    await writeModel(`${folder}/runs/sweep/units=16`, { date: "2026-02-01T00:00:00Z" });
    await Deno.writeTextFile(`${folder}/runs/sweep/sweep.json`, "{}");
    await writeModel(`${folder}/runs/old`, { date: "2026-01-01T00:00:00Z" });
    expect((await openModel(undefined, folders())).path).toBe(`${folder}/runs/old/model.onnx`);
  });

  it("says so where there is none", async () => {
    await expect(openModel(undefined, folders())).rejects.toThrow(NoModelError);
    await expect(openModel(undefined, folders())).rejects.toThrow(
      /^No model: ".*runs" holds no complete run\. Train one/,
    );
  });

  it("converts a tfjs model, with classes and preprocessing from the run beside it", async () => {
    await writeModel(folder);
    const { metadata } = await openModel(`${folder}/model.json`);
    expect(metadata.classNames).toEqual(["0", "1"]);
    expect(metadata.preprocessing).toMatchObject({ flatten: true, mode: "digit", scale: 1 / 255 });
    expect(datasetOf(metadata)).toBe("mnist");
    await Deno.remove(`${folder}/summary.json`);
    const bare = (await openModel(`${folder}/model.json`)).metadata;
    expect([bare.classNames, bare.preprocessing]).toEqual([undefined, undefined]);
    expect(datasetOf(bare)).toBeUndefined();
  });

  it.each([["mnist-mlp", "digit"], ["fashion-mlp", "photo"]])(
    "prepares own gray images for %s as its data set: %s",
    async (recipe, mode) => {
      await writeModel(folder, { recipe, data: { ...summary().data, name: "mnist", own: true } });
      const { metadata } = await openModel(`${folder}/model.json`);
      expect(metadata.preprocessing?.mode).toBe(mode);
      expect(() => datasetOf(metadata)).toThrow(ConfigError);
    },
  );

  it("reads data.json and training.json of a run that is not complete", async () => {
    await writeModel(folder);
    await Deno.remove(`${folder}/summary.json`);
    const { data: { name: dataset, ...data } } = summary();
    await Deno.writeTextFile(`${folder}/data.json`, JSON.stringify({ dataset, ...data }));
    await Deno.writeTextFile(`${folder}/training.json`, '{ "recipe": "mnist-mlp-unscaled" }');
    const { metadata } = await openModel(`${folder}/model.json`);
    expect(metadata.preprocessing?.scale).toBe(1);
  });

  it.each([
    ["gone.json", /Cannot find ".*gone\.json": there is no such file\. Check the path/],
    ["gone.onnx", /Cannot read ".*gone\.onnx": there is no such file/],
    ["summary.json", /as a TensorFlow\.js layers model: it has no "modelTopology"/],
  ])("refuses %s", async (name, message) => {
    await writeModel(folder);
    await expect(openModel(`${folder}/${name}`)).rejects.toThrow(message);
  });

  it("misses the weights", async () => {
    await writeModel(folder);
    await Deno.remove(`${folder}/weights.bin`);
    await expect(openModel(`${folder}/model.json`)).rejects.toThrow(
      /Cannot find ".*weights\.bin", the weights of ".*model\.json": there is no such file/,
    );
  });
});

describe("the data to test with", () => {
  const metadata = (dataset?: unknown) => ({
    entries: dataset === undefined ? {} : { dataset: JSON.stringify(dataset) },
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [{ name: "fashion-mnist", sha256: {} }, "fashion-mnist"],
  ])("of a model with the data set %j is %s", (dataset, expected) => {
    expect(datasetOf(metadata(dataset))).toBe(expected);
  });

  it.each([[{ name: "mnist", own: true }], [{ name: "leaves" }]])(
    "is the user's to give for a model of own data: %j",
    async (dataset) => {
      const message = `The model was trained on your own data ("${dataset.name}"): give --data-dir`;
      await expect(loadTestData({}, metadata(dataset))).rejects.toThrow(message);
      const given = await loadTestData({ dataset: "mnist" }, metadata(dataset));
      expect([given.name, given.test.count]).toEqual(["mnist", 10_000]);
    },
  );

  it("is one data set", async () => {
    await expect(loadTestData({ dataset: "mnist", dataDir: "x" }, metadata())).rejects.toThrow(
      "Cannot use --dataset mnist with --data-dir x: expected one of them. Leave one out",
    );
  });
});

describe("parseIndices", () => {
  it.each([["7", [7]], ["0-2", [0, 1, 2]], ["1,4,8-9", [1, 4, 8, 9]], ["3,3,2-3", [3, 2]]])(
    "%s",
    (text, expected) => {
      expect(parseIndices(text, 10, "x")).toEqual(expected);
    },
  );

  it.each([
    ["", /positions from 0/],
    ["5-2", /positions from 0/],
    ["-1", /positions/],
    [
      "a",
      /Cannot use --index "a": expected positions from 0, such as 7, 0-5 or 1,4,9-12/,
    ],
    ["1.5", /positions/],
    ["8-10", /--index "8-10": x has 10 images, expected 0 to 9/],
  ])(
    "refuses %j",
    (text, message) => {
      expect(() => parseIndices(text, 10, "x")).toThrow(ConfigError);
      expect(() => parseIndices(text, 10, "x")).toThrow(message);
    },
  );
});

describe("readIdxImages", () => {
  const pixels = Uint8Array.from({ length: 8 * 4 }, (_, i) => i);

  it("gives the first few, or those asked for, as pictures", async () => {
    const path = `${folder}/images-idx3-ubyte`;
    await Deno.writeFile(path, idx([8, 2, 2], pixels));
    expect(await isIdx(path)).toBe(true);
    expect((await readIdxImages(path)).map(({ name }) => name.slice(-1))).toEqual([..."012345"]);
    const [image] = await readIdxImages(path, "7");
    expect(image).toEqual({
      name: `${path} 7`,
      image: {
        width: 2,
        height: 2,
        data: Uint8Array.from([28, 29, 30, 31].flatMap((value) => [value, value, value, 255])),
      },
    });
  });

  it("reads packed files and colours", async () => {
    const path = `${folder}/images.gz`;
    const packed = new Response(
      new Blob([idx([2, 1, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)) as Uint8Array<ArrayBuffer>])
        .stream().pipeThrough(new CompressionStream("gzip")),
    );
    await Deno.writeFile(path, new Uint8Array(await packed.arrayBuffer()));
    expect(await isIdx(path)).toBe(true);
    const images = await readIdxImages(path);
    expect(images.map(({ image }) => [...image.data])).toEqual([[1, 2, 3, 255], [4, 5, 6, 255]]);
  });

  it("refuses labels", async () => {
    const path = `${folder}/labels`;
    await Deno.writeFile(path, idx([3], Uint8Array.of(1, 2, 3)));
    await expect(readIdxImages(path)).rejects.toThrow(/holds labels: expected images, count x/);
  });

  it("gives a data set's images their classes", () => {
    const set = {
      shape: { height: 2, width: 2, channels: 1 },
      images: pixels,
      labels: Uint8Array.of(3, 1, 4, 1, 5, 9, 2, 6),
      count: 8,
    };
    expect(imagesOf("digits", set, "4").map(({ name, label }) => [name, label])).toEqual([
      ["digits 4", 5],
    ]);
  });
});
