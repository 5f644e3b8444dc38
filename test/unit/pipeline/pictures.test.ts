import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { featureMaps } from "../../../pipeline/feature_maps.ts";
import { labelledImages, misclassifiedCells } from "../../../pipeline/image_cells.ts";
import { firstFilters, networkLayers } from "../../../pipeline/network_layers.ts";
import { PREDICTION_FILES, writePredictions } from "../../../pipeline/write_predictions.ts";
import type { ImageSet } from "../../../src/data/mod.ts";
import { evaluateModel } from "../../../src/evaluate/mod.ts";
import { toOnnx } from "../../../src/export/mod.ts";
import { networkSvg } from "../../../src/report/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

const SHAPE = { height: 8, width: 6, channels: 3 };
const PIXELS = 8 * 6 * 3;
const COUNT = 300;
const NAMES = ["a", "b", "c", "d"];
const SCALE = 1 / 255;
const set: ImageSet = {
  shape: SHAPE,
  images: Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 7919 + (i >> 7) * 131) % 256),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => (i * 3) % 4),
  count: COUNT,
};
const seeded = () => tf.initializers.glorotUniform({ seed: 3 });

function convolutional(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "first",
        inputShape: [8, 6, 3],
        filters: 5,
        kernelSize: [3, 2],
        activation: "relu",
        kernelInitializer: seeded(),
      }),
      tf.layers.maxPooling2d({ name: "pool", poolSize: 2 }),
      tf.layers.conv2d({
        name: "second",
        filters: 70,
        kernelSize: 2,
        activation: "tanh",
        kernelInitializer: seeded(),
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: "softmax", kernelInitializer: seeded() }),
    ],
  });
}

function dense(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        name: "first",
        inputShape: [PIXELS],
        units: 70,
        activation: "sigmoid",
        kernelInitializer: seeded(),
      }),
      tf.layers.dense({ units: 4, activation: "softmax", kernelInitializer: seeded() }),
    ],
  });
}

describe("featureMaps", () => {
  const [, image] = labelledImages(set, NAMES, 2);

  it.each([
    ["convolutions", convolutional, ["first", "second"]],
    ["dense layers, where there is no convolution", dense, ["first"]],
  ])("are what tfjs computes for %s", async (_, build, layers) => {
    const model = build();
    const maps = await featureMaps(toOnnx(model).bytes, image!, SCALE);
    expect(maps.map(({ layer }) => layer)).toEqual(layers);
    for (const { layer, maps: channels, total } of maps) {
      const inner = tf.model({
        inputs: model.inputs,
        outputs: model.getLayer(layer).output as tf.SymbolicTensor,
      });
      const x = tf.tensor([...image!.data].map((v) => v * SCALE), [
        1,
        ...model.inputs[0]!.shape.slice(1) as number[],
      ]);
      const expected = inner.predict(x) as tf.Tensor;
      const [height = 1, width = 1] = expected.shape.slice(1, -1);
      expect(total).toBe(expected.shape.at(-1));
      expect(channels).toHaveLength(Math.min(total!, layers.length > 1 ? 64 : 512));
      const values = expected.dataSync();
      let worst = 0;
      channels.forEach((map, channel) => {
        expect([map.height, map.width]).toEqual([height, width]);
        for (let i = 0; i < height * width; i++) {
          worst = Math.max(worst, Math.abs(map.values[i]! - values[i * total! + channel]!));
        }
      });
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it("are none of a model whose one layer gives the probabilities", async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [PIXELS], units: 4, activation: "softmax" })],
    });
    expect(await featureMaps(toOnnx(model).bytes, image!, SCALE)).toEqual([]);
  });
});

describe("firstFilters", () => {
  it.each([
    ["a convolution", convolutional, [3, 2], 5],
    ["a dense layer on pixels", dense, [8, 6], 64],
  ])("reads the kernel of %s, channel by channel", (_, build, [height, width], shown) => {
    const model = build();
    const { layer, filters, total } = firstFilters(model, SHAPE);
    expect([layer, filters.length, filters[0]!.length]).toEqual(["first", shown, 3]);
    const kernel = model.getLayer("first").getWeights()[0]!;
    expect(total).toBe(kernel.shape.at(-1));
    const values = kernel.reshape([height!, width!, 3, total!]).arraySync() as number[][][][];
    const { values: plane } = filters[4]![2]!;
    expect([...plane as Float32Array]).toEqual(values.flatMap((row) => row.map((p) => p[2]![4])));
  });

  it("is empty where the first weights are no pictures", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.batchNormalization({ name: "norm", inputShape: [8, 6, 3] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2 }),
      ],
    });
    expect(firstFilters(model, SHAPE)).toEqual({ layer: "norm", filters: [] });
  });
});

describe("networkLayers", () => {
  it("lists a chain from its input on", () => {
    const layers = networkLayers(convolutional());
    expect(layers.map(({ type }) => type)).toEqual([
      "InputLayer",
      "Conv2D",
      "MaxPooling2D",
      "Conv2D",
      "Flatten",
      "Dense",
    ]);
    expect(layers[1]).toEqual({
      name: "first",
      type: "Conv2D",
      outputShapes: [[null, 6, 5, 5]],
      parameters: 3 * 2 * 3 * 5 + 5,
      inputs: [layers[0]!.name],
    });
  });

  it("lists branches and layers of several outputs so that they can be drawn", () => {
    const input = tf.input({ shape: [5, 4], name: "series" });
    const lstm = tf.layers.lstm({ units: 4, returnState: true, name: "lstm" });
    const [sequence] = lstm.apply(input) as tf.SymbolicTensor[];
    const shared = tf.layers.dense({ units: 4, name: "shared" });
    const left = shared.apply(sequence!) as tf.SymbolicTensor;
    const right = shared.apply(left) as tf.SymbolicTensor;
    const sum = tf.layers.add({ name: "sum" }).apply([left, right]) as tf.SymbolicTensor;
    // Of another model, so of no concern here.
    shared.apply(sum);
    const layers = networkLayers(tf.model({ inputs: input, outputs: sum }));
    expect(layers.find(({ name }) => name === "lstm")!.outputShapes).toHaveLength(3);
    expect(layers.slice(-3).map(({ name, inputs, parameters }) => [name, inputs, parameters]))
      .toEqual([
        ["shared", ["lstm"], 4 * 4 + 4],
        ["shared (use 2)", ["shared"], 0],
        ["sum", ["shared", "shared (use 2)"], 0],
      ]);
    expect(networkSvg(layers)).toContain(">Dense, weights of shared<");
  });
});

describe("writePredictions", () => {
  it("writes what the evaluation says of single images", async () => {
    const { bytes } = toOnnx(convolutional());
    const evaluation = await evaluateModel(bytes, set, { provider: "cpu", scale: SCALE });
    const written = await Deno.makeTempDir();
    await writePredictions(
      { ...evaluation, classNames: NAMES },
      set,
      (file) => `${written}/${file}`,
    );
    expect([...Deno.readDirSync(written)].map(({ name }) => name).sort())
      .toEqual(Object.values(PREDICTION_FILES).sort());
    const facts = JSON.parse(await Deno.readTextFile(`${written}/predictions.json`));
    expect(facts.first).toHaveLength(25);
    expect(facts.calibration.count).toBe(COUNT);
    const right = facts.calibration.bins.reduce(
      (sum: number, bin: { right: number }) => sum + bin.right,
      0,
    );
    expect(right / COUNT).toBeCloseTo(evaluation.accuracy, 10);
    await Deno.remove(written, { recursive: true });
  });
});

describe("image cells", () => {
  it("carry the image, the names, and the best classes", () => {
    const wrong = {
      index: 2,
      label: 1,
      predicted: 3,
      probability: 0.7,
      top3: [{ label: 3, probability: 0.7 }, { label: 1, probability: 0.2 }],
    };
    const [cell, ...rest] = misclassifiedCells(
      { misclassified: [wrong, { ...wrong, index: 4 }], classNames: NAMES },
      set,
      1,
    );
    expect(rest).toEqual([]);
    expect(cell).toEqual({
      index: 2,
      label: "b",
      predicted: "d",
      probability: 0.7,
      top: [{ name: "d", probability: 0.7 }, { name: "b", probability: 0.2 }],
      ...SHAPE,
      data: set.images.subarray(2 * PIXELS, 3 * PIXELS),
    });
  });
});
