import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { mnistLenet } from "../../../models/mod.ts";
import { loadModel, saveModel } from "../../../src/train/mod.ts";
import { tinyModel } from "./_tiny.ts";

async function savedModel(): Promise<{ folder: string; path: string }> {
  const folder = `${await Deno.makeTempDir()}/model`;
  return { folder, path: await saveModel(tinyModel({ batchNormalization: true }), folder) };
}

function weightsOf(model: tf.LayersModel): Record<string, number[]> {
  return Object.fromEntries(
    model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
  );
}

describe("saveModel() and loadModel()", () => {
  it("give back the same layers, names and weights", async () => {
    const model = mnistLenet.build({
      shape: { height: 16, width: 17, channels: 3 },
      numClasses: 4,
      seed: 9,
      config: { filters1: 2, filters2: 3, units1: 5 },
    });
    const folder = `${await Deno.makeTempDir()}/a/b`;
    const path = await saveModel(model, folder);
    expect(path).toBe(`${folder}/model.json`);
    const loaded = await loadModel(path);
    expect(loaded.name).toBe("mnist-lenet");
    expect(loaded.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    const x = tf.randomUniform([3, 16, 17, 3], 0, 1, "float32", 1);
    expect((loaded.predict(x) as tf.Tensor).dataSync())
      .toEqual((model.predict(x) as tf.Tensor).dataSync());
  });

  it("write tfjs's own format, two files and nothing else", async () => {
    const { folder, path } = await savedModel();
    expect([...Deno.readDirSync(folder)].map(({ name }) => name).sort())
      .toEqual(["model.json", "weights.bin"]);
    const json = JSON.parse(await Deno.readTextFile(path));
    expect(json.format).toBe("layers-model");
    expect(json.weightsManifest).toHaveLength(1);
    expect(json.weightsManifest[0].paths).toEqual(["weights.bin"]);
    expect((await Deno.stat(`${folder}/weights.bin`)).size).toBe(147 * 4);
  });

  it("can be repeated into the same folder", async () => {
    const { folder } = await savedModel();
    const model = tinyModel({ dropout: 0.5 });
    const loaded = await loadModel(await saveModel(model, folder));
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
  });
});

describe("loadModel()", () => {
  it("reads weights that tfjs split and quantized", async () => {
    const { folder, path } = await savedModel();
    const json = JSON.parse(await Deno.readTextFile(path));
    const bytes = await Deno.readFile(`${folder}/weights.bin`);
    const weights: tf.io.WeightsManifestEntry[] = json.weightsManifest[0].weights;
    const last = weights.pop()!;
    const size = tf.util.sizeFromShape(last.shape);
    const quantized = { ...last, quantization: { dtype: "uint8", scale: 0.5, min: 1 } };
    await Deno.writeFile(`${folder}/part1`, bytes.subarray(0, 101));
    await Deno.writeFile(`${folder}/part2`, bytes.subarray(101, bytes.length - size * 4));
    await Deno.writeFile(`${folder}/part3`, new Uint8Array(size).fill(4));
    json.weightsManifest = [
      { paths: ["part1", "part2"], weights },
      { paths: ["part3"], weights: [quantized] },
    ];
    await Deno.writeTextFile(path, JSON.stringify(json));

    const { [last.name]: dequantized, ...others } = weightsOf(await loadModel(path));
    expect(dequantized).toEqual(Array(size).fill(4 * 0.5 + 1));
    const { [last.name]: _replaced, ...expected } = weightsOf(
      tinyModel({ batchNormalization: true }),
    );
    expect(others).toEqual(expected);
  });

  it("says which file is missing", async () => {
    const { folder, path } = await savedModel();
    await expect(loadModel(`${folder}/none.json`)).rejects.toThrow(
      `Cannot find "${folder}/none.json"`,
    );
    await Deno.remove(`${folder}/weights.bin`);
    const error = await loadModel(path).catch((error) => error);
    expect(error).toBeInstanceOf(Deno.errors.NotFound);
    expect(error.message).toBe(`Cannot find "${folder}/weights.bin", the weights of "${path}"`);
  });

  it("asks for the file where a folder is given", async () => {
    const { folder } = await savedModel();
    await expect(loadModel(folder)).rejects.toThrow(
      `Cannot load "${folder}": it is a folder. Give the file, "${folder}/model.json"`,
    );
  });

  it.each([["short", 147 * 4 - 4], ["long", 147 * 4 + 1]])(
    "refuses weights that are too %s",
    async (_title, size) => {
      const { folder, path } = await savedModel();
      await Deno.writeFile(`${folder}/weights.bin`, new Uint8Array(size));
      const error = await loadModel(path).catch((error) => error);
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe(
        `Cannot load "${path}": its weights (weights.bin) have ${size} bytes, expected 588. ` +
          "Save the model again, or copy the files again",
      );
    },
  );

  it.each<[string, string, string | Uint8Array, string]>([
    [
      "an ONNX model",
      "model.onnx",
      Uint8Array.of(8, 8, 18, 3, 255),
      "it is an ONNX model. Give the model.json that it was exported from",
    ],
    [
      "a Keras HDF5 file",
      "model.h5",
      Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10),
      "it is a Keras HDF5 file. Convert it with tensorflowjs_converter first",
    ],
    [
      "a .keras file",
      "model.keras",
      Uint8Array.of(0x50, 0x4b, 3, 4, 255),
      "it is a zip or .keras file. Convert it with tensorflowjs_converter first",
    ],
    [
      "an HTML page",
      "model.json",
      "\n<!DOCTYPE html><title>404</title>",
      "it is an HTML page, probably of a failed download. Download the file again",
    ],
    ["an empty file", "model.json", "", "the file is empty. Save the model again"],
    [
      "JSON that was cut short",
      "model.json",
      '{"format": "layers-mo',
      "it is not valid JSON. It was cut short or changed",
    ],
    [
      "some text",
      "model.json",
      "hello",
      "it is not JSON. Give the model.json that model.save() wrote",
    ],
    [
      "a graph model",
      "model.json",
      '{"format":"graph-model","modelTopology":{},"weightsManifest":[]}',
      "it is a graph model, which has no layers. Export the model as a layers model",
    ],
    [
      "JSON of another kind",
      "deno.json",
      '{"name":"x"}',
      'it has no "modelTopology". Give the model.json that model.save() wrote',
    ],
    [
      "JSON that is not an object",
      "model.json",
      "null",
      'it has no "modelTopology". Give the model.json that model.save() wrote',
    ],
    [
      "a topology without weights",
      "model.json",
      '{"modelTopology":{}}',
      'it has no "weightsManifest". Give the model.json that model.save() wrote',
    ],
  ])("refuses %s", async (_title, name, contents, reason) => {
    const path = `${await Deno.makeTempDir()}/${name}`;
    if (typeof contents === "string") await Deno.writeTextFile(path, contents);
    else await Deno.writeFile(path, contents);
    const error = await loadModel(path).catch((error) => error);
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error.message).toBe(`Cannot load "${path}" as a TensorFlow.js layers model: ${reason}`);
  });
});
