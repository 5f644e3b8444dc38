import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, flagOf, parseConfig } from "../../../pipeline/config.ts";

const CATALOGUE = {
  recipes: ["mnist-mlp", "mnist-lenet"],
  defaultRecipe: "mnist-lenet",
  datasets: ["mnist", "fashion-mnist"],
  optimizers: ["adam", "rmsprop"],
  params: {
    "mnist-mlp": { units1: 256, dropout1: 0.4, units2: 128 },
    "mnist-lenet": { filters1: 32, dropout1: 0 },
  },
};

const ALLOWED =
  '"recipe", "dataset", "params", "optimizer", "learningRate", "augment", "engine", "provider", ' +
  '"tfLib", "device", "xla", "tf32", "onednn", "out", "dataDir", "seed", "epochs", "batchSize", "threads", "minAccuracy", "verbose"';

function messageOf(flags: Record<string, unknown>, values?: unknown): string {
  const file = values === undefined ? {} : { file: { path: "my.json", values } };
  try {
    parseConfig({ flags, ...file }, CATALOGUE);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error("Nothing was thrown");
}

describe("parseConfig", () => {
  it("fills in defaults", () => {
    expect(parseConfig({ flags: {} }, CATALOGUE)).toEqual({
      config: {
        recipe: "mnist-lenet",
        engine: "auto",
        out: "runs/mnist-lenet",
        seed: 42,
        verbose: 1,
      },
      overrides: [],
    });
  });

  it("takes every option", () => {
    const flags = {
      recipe: "mnist-mlp",
      engine: "wasm",
      provider: "webgpu",
      out: "here",
      seed: 0,
      epochs: 3,
      batchSize: 64,
      threads: 2,
      optimizer: "adam",
      learningRate: 0.01,
      minAccuracy: 0.99,
      verbose: 2,
    };
    const { config } = parseConfig({ flags: { ...flags, dataDir: "data" } }, CATALOGUE);
    expect(config).toEqual({ ...flags, dataDir: resolve("data") });
  });

  it("lets the command line win over the file, and says so", () => {
    const file = { path: "my.json", values: { epochs: 5, seed: 1, recipe: "mnist-mlp" } };
    const { config, overrides } = parseConfig({
      flags: { epochs: 3, seed: undefined, verbose: 0 },
      file,
    }, CATALOGUE);
    expect(config).toMatchObject({ epochs: 3, seed: 1, out: "runs/mnist-mlp", verbose: 0 });
    expect(overrides).toEqual([{ name: "epochs", file: 5, flag: 3 }]);
  });

  it.each([
    { engine: "auto", tfLib: "lib", device: "gpu:1", xla: true, tf32: false, onednn: false },
    { engine: "tensorflow", device: "cpu", xla: false },
    { engine: "tfjs-node-gpu", tf32: true, onednn: false },
  ])("takes the options of TensorFlow's engines: %j", (flags) => {
    expect(parseConfig({ flags }, CATALOGUE).config).toMatchObject(flags);
    const file = { path: "my.json", values: flags };
    expect(parseConfig({ flags: {}, file }, CATALOGUE).config).toMatchObject(flags);
  });

  it.each<[Record<string, unknown>, string]>([
    [
      { recipe: "mnist-mpl" },
      'Cannot use --recipe "mnist-mpl": expected one of mnist-mlp, mnist-lenet. Did you mean mnist-mlp?',
    ],
    [{ recipe: "vgg" }, 'Cannot use --recipe "vgg": expected one of mnist-mlp, mnist-lenet'],
    [
      { engine: "ONNX" },
      'Cannot use --engine "ONNX": expected one of auto, onnx, tensorflow, tfjs-node-gpu, cpu, ' +
      "wasm. Did you mean onnx?",
    ],
    [
      { provider: "gpu" },
      'Cannot use --provider "gpu": expected one of cuda, webgpu, cpu. Did you mean webgpu?',
    ],
    [{ epochs: 0 }, "Cannot use --epochs 0: expected a whole number from 1"],
    [{ epochs: "ten" }, 'Cannot use --epochs "ten": expected a whole number from 1'],
    [{ batchSize: 1.5 }, "Cannot use --batch-size 1.5: expected a whole number from 1"],
    [{ seed: -1 }, "Cannot use --seed -1: expected a whole number from 0 to 4294967295"],
    [
      { seed: 2 ** 32 },
      "Cannot use --seed 4294967296: expected a whole number from 0 to 4294967295",
    ],
    [
      { minAccuracy: 99 },
      "Cannot use --min-accuracy 99: expected a number from 0 to 1, such as 0.99. Did you mean 0.99?",
    ],
    [
      { minAccuracy: -1 },
      "Cannot use --min-accuracy -1: expected a number from 0 to 1, such as 0.99",
    ],
    [{ verbose: 3 }, "Cannot use --verbose 3: expected 0, 1 or 2"],
    [{ out: "" }, 'Cannot use --out "": expected the path of a folder'],
    [{ dataDir: true }, "Cannot use --data-dir true: expected the path of a folder"],
    [
      { device: "gpu1", engine: "tensorflow" },
      'Cannot use --device "gpu1": expected one of auto, cpu, gpu, gpu:0, gpu:1, ...',
    ],
    [
      { engine: "onnx", xla: true },
      "Cannot use --xla with --engine onnx: expected --engine tensorflow. Leave one out",
    ],
    [
      { provider: "cuda", device: "gpu" },
      "Cannot use --device with --provider cuda: expected --engine tensorflow. Leave one out",
    ],
    [
      { engine: "cpu", tf32: false },
      "Cannot use --no-tf32 with --engine cpu: expected --engine tensorflow or tfjs-node-gpu. " +
      "Leave one out",
    ],
    [
      { engine: "tfjs-node-gpu", tfLib: "lib" },
      "Cannot use --tf-lib with --engine tfjs-node-gpu: expected --engine tensorflow. Leave one out",
    ],
  ])("refuses the flags %j", (flags, message) => {
    expect(messageOf(flags)).toBe(message);
  });

  it.each<[unknown, string]>([
    [
      { epoch: 3 },
      'Unknown option "epoch" in my.json: expected one of ' + ALLOWED + '. Did you mean "epochs"?',
    ],
    [
      { "batch-size": 3 },
      'Unknown option "batch-size" in my.json: expected one of ' + ALLOWED +
      '. Did you mean "batchSize"?',
    ],
    [{ epochs: "3" }, 'Cannot use "epochs": "3" in my.json: expected a whole number from 1'],
    [{ epochs: null }, 'Cannot use "epochs": null in my.json: expected a whole number from 1'],
    [
      [1],
      'Cannot read options from my.json: expected an object such as { "epochs": 3 }, received [1]',
    ],
    [
      null,
      'Cannot read options from my.json: expected an object such as { "epochs": 3 }, received null',
    ],
  ])("refuses the file %j", (values, message) => {
    expect(messageOf({}, values)).toBe(message);
  });

  it("lists all problems of file and flags", () => {
    const message = messageOf({ epochs: 0, engine: "x" }, { sed: 1, verbose: 9 });
    expect(message.split("\n").map((line) => line.slice(0, 24))).toEqual([
      'Cannot use "verbose": 9 ',
      'Unknown option "sed" in ',
      'Cannot use --engine "x":',
      "Cannot use --epochs 0: e",
    ]);
  });
});

describe("parseConfig with recipe parameters", () => {
  const file = (params: unknown) => ({ recipe: "mnist-mlp", params });
  const params = (flags: Record<string, unknown>, values?: unknown) =>
    parseConfig({
      flags,
      ...(values === undefined ? {} : { file: { path: "my.json", values } }),
    }, CATALOGUE);

  it.each<[string[], Record<string, number>]>([
    [["units1=64"], { units1: 64 }],
    [["units1=64", "dropout1=0"], { units1: 64, dropout1: 0 }],
    [["units1=64,dropout1=.25,units2=1e2"], { units1: 64, dropout1: 0.25, units2: 100 }],
    [[" units1 = 64 "], { units1: 64 }],
  ])("reads %j", (param, expected) => {
    expect(params({ recipe: "mnist-mlp", param }).config.params).toEqual(expected);
  });

  it("merges the file's with the command line's, which win and say so", () => {
    const { config, overrides } = params(
      { param: ["units1=16"] },
      file({ units1: 64, dropout1: 0.1 }),
    );
    expect(config.params).toEqual({ units1: 16, dropout1: 0.1 });
    expect(overrides).toEqual([{ name: "param units1", file: 64, flag: 16 }]);
  });

  it.each<[string[], string]>([
    [
      ["unit1=64"],
      'Cannot use --param unit1=64: recipe "mnist-mlp" has no parameter "unit1", expected one of ' +
      "units1, dropout1, units2. Did you mean units1?",
    ],
    [["units1=ten"], "Cannot use --param units1=ten: expected a whole number from 1"],
    [["units1=0"], "Cannot use --param units1=0: expected a whole number from 1"],
    [["units1=1.5"], "Cannot use --param units1=1.5: expected a whole number from 1"],
    [
      ["dropout1=1"],
      "Cannot use --param dropout1=1: expected a number from 0 to below 1, such as 0.25",
    ],
    [["units1"], "Cannot use --param units1: expected name=value, such as units=64"],
    [
      ["units1="],
      'Cannot use --param units1=: expected a name, "=" and a value, such as units=64',
    ],
    [
      ["units1=16", "units1=32"],
      'Cannot use --param units1=32: "units1" is given twice. Give it once',
    ],
    [
      ["units1=16,32"],
      "Cannot use --param units1=16,32: expected one value. To train with each of them: " +
      "deno task sweep",
    ],
  ])("refuses %j", (param, message) => {
    expect(messageOf({ recipe: "mnist-mlp", param })).toBe(message);
  });

  it.each<[unknown, string]>([
    [
      { unit1: 3 },
      'Cannot use "unit1": 3 in "params" of my.json: recipe "mnist-mlp" has no parameter "unit1", ' +
      "expected one of units1, dropout1, units2. Did you mean units1?",
    ],
    [
      { units1: "3" },
      'Cannot use "units1": "3" in "params" of my.json: expected a whole number from 1',
    ],
    [[3], 'Cannot use "params": [3] in my.json: expected an object such as { "units": 64 }'],
  ])("refuses %j in a file", (values, message) => {
    expect(messageOf({}, file(values))).toBe(message);
  });

  it("takes a data set of the catalogue or a folder, not both", () => {
    expect(params({ dataset: "fashion-mnist" }).config.dataset).toBe("fashion-mnist");
    expect(messageOf({ dataset: "cifar" })).toBe(
      'Cannot use --dataset "cifar": expected one of mnist, fashion-mnist',
    );
    expect(messageOf({ dataset: "mnist", dataDir: "my/data" })).toBe(
      "Cannot use --dataset mnist with --data-dir my/data: expected one of them. Leave one out",
    );
  });

  it.each<[Record<string, unknown>, string]>([
    [{ learningRate: 0 }, "Cannot use --learning-rate 0: expected a number above 0, such as 0.001"],
    [
      { optimizer: "adm" },
      'Cannot use --optimizer "adm": expected one of adam, rmsprop. Did you mean adam?',
    ],
    [{ threads: 0 }, "Cannot use --threads 0: expected a whole number from 1"],
  ])("refuses %j", (flags, message) => {
    expect(messageOf(flags)).toBe(message);
  });
});

describe("flagOf", () => {
  it.each([["epochs", "--epochs"], ["minAccuracy", "--min-accuracy"]])("%s", (name, flag) => {
    expect(flagOf(name)).toBe(flag);
  });
});
