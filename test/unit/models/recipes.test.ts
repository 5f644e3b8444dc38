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
    parameters: 235_146,
    batchSize: 128,
    epochs: 30,
    validation: { split: 0.2 },
    optimizer: { className: "RMSProp", learningRate: 0.001, decay: 0.9, epsilon: 1e-7 },
    accuracy: 0.9817,
    layers: "Dense Dropout Dense Dropout Dense",
    rates: [0.4, 0.3],
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
    validation: "test",
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
    for (const layer of layers) expect(layer).toMatch(/^(conv|pool|dropout|dense)_\d$|^flatten$/);
  });

  it("starts as Keras does: glorot-uniform kernels, zero biases", () => {
    const model = recipe.build({ ...MNIST, seed: 11 });
    for (const layer of model.layers) {
      if (layer.weights.length === 0) continue;
      const [kernel, bias] = layer.getWeights();
      expect(bias!.dataSync().every((value) => value === 0)).toBe(true);
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
    const after = await program.testOnBatch(x, y, 6);
    expect(first["loss"]).toBeCloseTo(before["loss"]!, 5);
    expect(after["loss"]).toBeLessThan(before["loss"]!);
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
  it.each<[Recipe, keyof typeof SHAPES, object]>([
    [mnistMlp, "gray", { flatten: true, mode: "digit", invert: "auto" }],
    [mnistCnn, "gray", { flatten: false, mode: "digit", invert: "auto" }],
    [mnistCnn, "color", { flatten: false, mode: "photo", invert: "never" }],
  ])("fits the recipe and the images", (recipe, kind, expected) => {
    const shape = SHAPES[kind];
    expect(recipe.preprocessing(shape)).toEqual({ ...shape, scale: 1 / 255, ...expected });
  });
});

const SHAPES = { gray: MNIST.shape, color: COLOR.shape };
