import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import {
  type BuildOptions,
  findRecipe,
  mnistCnn,
  mnistLenet,
  mnistMlp,
  type Recipe,
  recipes,
} from "../../../models/mod.ts";
import { preprocess } from "../../../src/preprocess/mod.ts";
import { tfjsEngine } from "../../../src/train/mod.ts";

const MNIST = { shape: { height: 28, width: 28, channels: 1 }, numClasses: 10 };
const COLOR = { shape: { height: 32, width: 32, channels: 3 }, numClasses: 5 };
const NAMES = recipes.map(({ name }) => name);

function weights(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<"float32">().slice());
}

function types(model: tf.LayersModel): string {
  return model.layers.map((layer) => layer.getClassName()).join(" ");
}

/** How the source of the comparison trains all of its perceptrons. */
const PERCEPTRON = {
  batchSize: 128,
  epochs: 30,
  validation: { split: 0.2 },
  optimizer: { className: "RMSProp", learningRate: 0.001, decay: 0.9, epsilon: 1e-7 },
};

/** The hyper-parameters and figures of the texts that the recipes follow. */
const SOURCES: Record<
  string,
  Pick<Recipe, "batchSize" | "epochs" | "validation"> & {
    parameters: number;
    optimizer: Record<string, unknown>;
    /** Absent for a recipe of our own. */
    accuracy: number | undefined;
    layers: string;
    rates: number[];
  }
> = {
  "mnist-quick": {
    parameters: 46_730,
    batchSize: 128,
    epochs: 4,
    validation: { split: 0.1 },
    optimizer: { className: "Adam", learningRate: 0.003, epsilon: 1e-7 },
    accuracy: undefined,
    layers: "Conv2D MaxPooling2D Conv2D MaxPooling2D Flatten Dropout Dense Dropout Dense",
    rates: [0.25, 0.25],
  },
  "mnist-mlp": {
    ...PERCEPTRON,
    parameters: 235_146,
    accuracy: 0.9817,
    layers: "Dense Dropout Dense Dropout Dense",
    rates: [0.4, 0.3],
  },
  "mnist-mlp-unscaled": {
    ...PERCEPTRON,
    parameters: 235_146,
    accuracy: 0.1251,
    layers: "Dense Dropout Dense Dropout Dense",
    rates: [0.4, 0.3],
  },
  "mnist-mlp-no-dropout": {
    ...PERCEPTRON,
    parameters: 235_146,
    accuracy: 0.9776,
    layers: "Dense Dense Dense",
    rates: [],
  },
  "mnist-mlp-128x2": {
    ...PERCEPTRON,
    parameters: 118_282,
    accuracy: 0.9792,
    layers: "Dense Dense Dense",
    rates: [],
  },
  "mnist-mlp-128": {
    ...PERCEPTRON,
    parameters: 101_770,
    accuracy: 0.9776,
    layers: "Dense Dense",
    rates: [],
  },
  "fashion-mlp": {
    parameters: 101_770,
    batchSize: 32,
    epochs: 5,
    validation: "none",
    optimizer: { className: "Adam", learningRate: 0.001, epsilon: 1e-7 },
    accuracy: 0.8635,
    layers: "Flatten Dense Dense",
    rates: [],
  },
  "fashion-cnn": {
    parameters: 421_930,
    batchSize: 128,
    epochs: 12,
    validation: { split: 0.1 },
    optimizer: { className: "Adam", learningRate: 0.001, epsilon: 1e-7 },
    accuracy: undefined,
    layers: "Conv2D BatchNormalization Activation MaxPooling2D " +
      "Conv2D BatchNormalization Activation MaxPooling2D Flatten Dropout Dense Dropout Dense",
    rates: [0.25, 0.25],
  },
  "mnist-lenet": {
    parameters: 186_110,
    batchSize: 128,
    epochs: 10,
    validation: { split: 0.2 },
    optimizer: { className: "ZeilerAdadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 },
    accuracy: 0.9930,
    layers: "Conv2D MaxPooling2D Conv2D MaxPooling2D Dropout Flatten Dense Dropout Dense Dense",
    rates: [0.2, 0.5],
  },
  "mnist-cnn": {
    parameters: 1_199_882,
    batchSize: 128,
    epochs: 12,
    validation: "none",
    optimizer: { className: "ZeilerAdadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 },
    accuracy: 0.9919,
    layers: "Conv2D Conv2D MaxPooling2D Dropout Flatten Dense Dropout Dense",
    rates: [0.25, 0.5],
  },
  "mnist-cnn-wide": {
    parameters: 2_435_210,
    batchSize: 128,
    epochs: 12,
    validation: { split: 0.2 },
    optimizer: { className: "ZeilerAdadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 },
    accuracy: 0.9912,
    layers: "Conv2D Conv2D MaxPooling2D Dropout Flatten Dense Dropout Dense",
    rates: [0.25, 0.25],
  },
};

describe.each(NAMES)("%s", (name) => {
  const recipe = findRecipe(name);
  const source = SOURCES[name]!;

  it("has its source's layers, hyper-parameters and figures", () => {
    const model = recipe.build({ ...MNIST, seed: 0 });
    expect(model.countParams()).toBe(source.parameters);
    expect(types(model)).toBe(source.layers);
    const rates = model.layers.map((layer) => layer.getConfig()["rate"]);
    expect(rates.filter((rate) => rate !== undefined)).toEqual(source.rates);
    const { batchSize, epochs, validation, published } = recipe;
    expect({ batchSize, epochs, validation, accuracy: published?.accuracy }).toEqual({
      batchSize: source.batchSize,
      epochs: source.epochs,
      validation: source.validation,
      accuracy: source.accuracy,
    });
    if (published !== undefined) expect(published.source).not.toBe("");
    const optimizer = {
      className: model.optimizer.getClassName(),
      ...model.optimizer.getConfig(),
    };
    expect(optimizer).toMatchObject(source.optimizer);
    expect(model.loss).toBe("categoricalCrossentropy");
    expect(model.metricsNames).toEqual(["loss", "acc"]);
  });

  it("names its layers for graph viewers, each name once", () => {
    const layers = recipe.build({ ...MNIST, seed: 0 }).layers.map((layer) => layer.name);
    expect(new Set(layers).size).toBe(layers.length);
    for (const layer of layers) {
      expect(layer).toMatch(/^(conv|norm|relu|pool|dropout|dense)_\d$|^flatten$/);
    }
  });

  it("starts as Keras does: glorot-uniform kernels, zero biases", () => {
    const model = recipe.build({ ...MNIST, seed: 11 });
    for (const layer of model.layers) {
      if (layer.weights.length === 0) continue;
      if (layer.getClassName() === "BatchNormalization") {
        const [gamma, beta, mean, variance] = layer.getWeights().map((w) => [...w.dataSync()]);
        expect(new Set([...gamma!, ...variance!])).toEqual(new Set([1]));
        expect(new Set([...beta!, ...mean!])).toEqual(new Set([0]));
        continue;
      }
      const [kernel, bias] = layer.getWeights();
      if (bias !== undefined) expect([...bias.dataSync()].some(Boolean)).toBe(false);
      const shape = kernel!.shape;
      const field = shape.slice(0, -2).reduce((product, dim) => product * dim, 1);
      const limit = Math.sqrt(6 / (field * (shape.at(-2)! + shape.at(-1)!)));
      const values = kernel!.dataSync<"float32">();
      const [mean, square] = [0, 0].map((_, power) =>
        values.reduce((sum, value) => sum + value ** (power + 1), 0) / values.length
      );
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      expect(largest).toBeLessThanOrEqual(Math.fround(limit));
      expect(largest).toBeGreaterThan(0.95 * limit);
      expect(Math.abs(mean!)).toBeLessThan(0.1 * limit);
      expect(square! / (limit ** 2 / 3)).toBeGreaterThan(0.8);
      expect(square! / (limit ** 2 / 3)).toBeLessThan(1.2);
    }
  });

  it("depends on the seed alone", () => {
    const first = weights(recipe.build({ ...MNIST, seed: 3 }));
    expect(weights(recipe.build({ ...MNIST, seed: 3 }))).toEqual(first);
    expect(weights(recipe.build({ ...MNIST, seed: 4 }))[0]).not.toEqual(first[0]);
    expect(weights(recipe.build({ ...MNIST, seed: 0 }))).toEqual(
      weights(recipe.build({ ...MNIST, seed: 0 })),
    );
  });

  it("gives dropout layers no seed, which would repeat one mask for ever", () => {
    for (const layer of recipe.build({ ...MNIST, seed: 3 }).layers) {
      expect((layer as { seed?: number }).seed).toBeUndefined();
    }
  });

  it("builds for 32x32 colour images of five classes", () => {
    const model = recipe.build({ ...COLOR, seed: 1 });
    const { flatten } = recipe.preprocessing(COLOR.shape);
    expect(model.inputs[0]!.shape).toEqual(flatten ? [null, 3072] : [null, 32, 32, 3]);
    expect(model.outputs[0]!.shape).toEqual([null, 5]);
  });

  it("learns: a step on a few images lowers their loss", async () => {
    // Fewer filters and a small rate: tfjs's cpu backend is slow, and one step proves the gradient.
    const small = Object.fromEntries(
      Object.keys(recipe.config).map((key) => {
        if (key.startsWith("dropout")) return [key, 0];
        return [key, key === "kernelSize" ? 3 : 6];
      }),
    );
    const shape = { height: 12, width: 11, channels: 1 };
    const model = recipe.build({
      shape,
      numClasses: 3,
      seed: 2,
      config: small,
      optimizer: { ...recipe.optimizer, learningRate: recipe.optimizer.learningRate / 20 },
    });
    const program = await tfjsEngine.compile(model, { seed: 2, batchSize: 6 });
    const x = Float32Array.from({ length: 6 * 132 }, (_, i) => Math.imul(i, 40503) % 97 / 97);
    const y = new Float32Array(18);
    for (let i = 0; i < 6; i++) y[i * 3 + i % 3] = 1;
    const before = await program.testOnBatch(x, y, 6);
    const first = await program.trainOnBatch(x, y, 6, 0);
    const second = await program.trainOnBatch(x, y, 6, 1);
    expect(second["loss"]).toBeLessThan(first["loss"]!);
    // Batch normalization has another mean and variance in training.
    if (!types(model).includes("BatchNormalization")) {
      expect(first["loss"]).toBeCloseTo(before["loss"]!, 5);
    }
  });

  it("is plain data but for its functions", () => {
    const { build: _build, preprocessing: _preprocessing, ...data } = recipe;
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
});

describe("build()", () => {
  const seed = 1;

  it("takes config and optimizer in place of its own", () => {
    const model = mnistMlp.build({
      ...MNIST,
      seed,
      config: { units1: 7, dropout2: 0 },
      optimizer: { name: "sgd", learningRate: 0.5 },
    });
    expect(model.layers.map((layer) => layer.getConfig()["units"] ?? layer.getConfig()["rate"]))
      .toEqual([7, 0.4, 128, 0, 10]);
    expect(model.optimizer.getClassName()).toBe("SGD");
    expect(mnistMlp.config.units1, "the recipe is not changed").toBe(256);
  });

  it("gives each kernel its own seed, and each seed its own kernels", () => {
    const config = { units1: 10, units2: 10 };
    const shape = { height: 2, width: 5, channels: 1 };
    const kernels = [0, 1, 2].flatMap((seed) =>
      weights(mnistMlp.build({ shape, numClasses: 10, seed, config }))
        .filter((values) => values.length === 100).map(String)
    );
    expect(kernels).toHaveLength(9);
    expect(new Set(kernels).size).toBe(9);
  });

  it.each<[string, Recipe, Partial<BuildOptions>, string]>([
    [
      "images too small for LeNet",
      mnistLenet,
      { shape: { height: 15, width: 28, channels: 1 } },
      'Cannot build recipe "mnist-lenet" for images of 15x28: its layers need 16x16 or more. ' +
      "Choose a recipe with fewer layers",
    ],
    [
      "images too small for the CNN",
      mnistCnn,
      { shape: { height: 28, width: 5, channels: 3 } },
      'Cannot build recipe "mnist-cnn" for images of 28x5: its layers need 6x6 or more. ' +
      "Choose a recipe with fewer layers",
    ],
    [
      "one class",
      mnistMlp,
      { numClasses: 1 },
      'Cannot build recipe "mnist-mlp" for 1 classes: expected 2 or more',
    ],
    [
      "a negative seed",
      mnistMlp,
      { seed: -1 },
      'Cannot build recipe "mnist-mlp" with seed -1: expected a whole number 0 to 4294967295',
    ],
    [
      "an unknown config key",
      mnistMlp,
      { config: { filters: 3 } },
      'Recipe "mnist-mlp" has no config "filters". Should be one of: ' +
      "units1, dropout1, units2, dropout2",
    ],
    [
      "a config value that is no number",
      mnistMlp,
      { config: { units1: NaN } },
      'Cannot build recipe "mnist-mlp" with units1 NaN: expected a number from 0',
    ],
  ])("refuses %s", (_title, recipe, options, message) => {
    expect(() => recipe.build({ ...MNIST, seed, ...options })).toThrow(new RangeError(message));
  });

  it.each<[Recipe, number]>([[mnistLenet, 16], [mnistCnn, 6]])(
    "builds for the smallest images that it allows",
    (recipe, size) => {
      const shape = { height: size, width: size, channels: 1 };
      const model = recipe.build({ shape, numClasses: 2, seed });
      expect(model.outputs[0]!.shape).toEqual([null, 2]);
      expect(() => recipe.build({ shape: { ...shape, width: size - 1 }, numClasses: 2, seed }))
        .toThrow(RangeError);
    },
  );
});

describe("preprocessing()", () => {
  it.each<[string, keyof typeof SHAPES, object]>([
    ["mnist-mlp", "gray", { flatten: true, mode: "digit", invert: "auto" }],
    ["mnist-mlp-unscaled", "gray", { flatten: true, mode: "digit", invert: "auto", scale: 1 }],
    ["mnist-cnn", "gray", { flatten: false, mode: "digit", invert: "auto" }],
    ["mnist-cnn", "color", { flatten: false, mode: "photo", invert: "never" }],
    ["fashion-mlp", "gray", { flatten: false, mode: "photo", invert: "auto" }],
    ["fashion-cnn", "gray", { flatten: false, mode: "photo", invert: "auto" }],
    ["fashion-cnn", "color", { flatten: false, mode: "photo", invert: "never" }],
  ])("of %s fits %s images", (name, kind, expected) => {
    const shape = SHAPES[kind];
    expect(findRecipe(name).preprocessing(shape)).toEqual({
      ...shape,
      scale: 1 / 255,
      ...expected,
    });
  });

  it("fits the data set that a recipe is trained on in place of its own", () => {
    const other: Recipe = { ...findRecipe("mnist-cnn"), dataset: "fashion-mnist" };
    expect(other.preprocessing(SHAPES.gray).mode).toBe("photo");
  });

  it("makes of a garment's photo what Fashion-MNIST holds: light on black, in full size", () => {
    // A dark square of 16 x 16 in the middle of a white picture of 56 x 56.
    const data = new Uint8Array(56 * 56 * 4).fill(255);
    for (let y = 20; y < 36; y++) {
      for (let x = 20; x < 36; x++) data.fill(30, (y * 56 + x) * 4, (y * 56 + x) * 4 + 3);
    }
    const spec = findRecipe("fashion-cnn").preprocessing(SHAPES.gray);
    const input = preprocess({ width: 56, height: 56, data }, spec);
    const at = (x: number, y: number) => input[y * 28 + x]!;
    expect(at(0, 0)).toBe(0);
    expect(at(14, 14)).toBeCloseTo(225 / 255, 5);
    // Not blown up to the digits' 20 pixels: columns 10 to 17 and no more.
    expect([at(9, 14), at(18, 14)]).toEqual([0, 0]);
    expect(at(10, 14)).toBeCloseTo(225 / 255, 5);
  });
});

describe("published figures", () => {
  it("of the width sweep are the source's, by rising width", () => {
    const { param, points } = findRecipe("mnist-mlp-128").published!.sweep!;
    expect(Object.keys(findRecipe("mnist-mlp-128").config)).toContain(param);
    expect(points.map(({ value, accuracy }) => [value, accuracy])).toEqual([
      [16, 0.9497],
      [32, 0.9663],
      [64, 0.9747],
      [128, 0.9782],
      [256, 0.9803],
      [512, 0.9810],
      [1024, 0.9826],
    ]);
  });

  it("without scaling are a range", () => {
    const { published } = findRecipe("mnist-mlp-unscaled");
    expect([published?.accuracy, published?.highestAccuracy]).toEqual([0.1251, 0.85]);
  });
});

const SHAPES = { gray: MNIST.shape, color: COLOR.shape };
