import { resolve } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../../pipeline/cli/_catalogue.ts";
import { addFlags } from "../../../pipeline/cli/flags.ts";
import { type Config, parseConfig } from "../../../pipeline/config.ts";
import { optimizerOf } from "../../../pipeline/stages/_optimizer.ts";
import { argumentsOf, settingsOf } from "../../../pipeline/stages/_settings.ts";
import { trainStage } from "../../../pipeline/stages/train.ts";

const config = (values: Partial<Config> = {}): Config => ({
  recipe: "mnist-mlp",
  engine: "onnx",
  out: "runs/x",
  seed: 42,
  verbose: 1,
  ...values,
});

describe("settingsOf", () => {
  it("is the recipe as it is without options", () => {
    const { recipe, params, changes, epochs, batchSize } = settingsOf(config());
    expect(params).toEqual({ units1: 256, dropout1: 0.4, units2: 128, dropout2: 0.3 });
    expect([changes, epochs, batchSize, recipe.dataset]).toEqual([[], 30, 128, "mnist"]);
    expect(recipe.published?.accuracy).toBe(0.9817);
  });

  it.each<[Partial<Config>, string[]]>([
    [{ params: { units1: 64 } }, ["--param", "units1=64"]],
    [{ params: { units1: 256 } }, []],
    [{ epochs: 2, batchSize: 64 }, ["--epochs", "2", "--batch-size", "64"]],
    [{ epochs: 30, optimizer: "rmsprop", learningRate: 0.001, dataset: "mnist" }, []],
    [{ dataset: "fashion-mnist" }, ["--dataset", "fashion-mnist"]],
    [{ augment: "rotation=10,flip=true" }, ["--augment", "rotation=10,flip=true"]],
    [{ augment: "none" }, []],
    [
      { optimizer: "adam", learningRate: 0.01 },
      ["--optimizer", "adam", "--learning-rate", "0.01"],
    ],
    // RMSprop's own rate of the recipe is Adam's usual one, and none of SGD's.
    [{ optimizer: "adam", learningRate: 0.001 }, ["--optimizer", "adam"]],
    [
      { optimizer: "sgd", learningRate: 0.001 },
      ["--optimizer", "sgd", "--learning-rate", "0.001"],
    ],
    [{ optimizer: "sgd", learningRate: 0.01 }, ["--optimizer", "sgd"]],
  ])("says what %j changes, and has no published figures then", (values, changes) => {
    const settings = settingsOf(config(values));
    expect(settings.changes).toEqual(changes);
    expect(settings.recipe.published === undefined).toBe(changes.length > 0);
  });

  it("prepares images as the run's data set needs it", () => {
    const shape = { height: 28, width: 28, channels: 1 };
    const modes = (["mnist", "fashion-mnist"] as const).map((dataset) =>
      settingsOf(config({ dataset })).recipe.preprocessing(shape).mode
    );
    expect(modes).toEqual(["digit", "photo"]);
  });
});

describe("optimizerOf", () => {
  const own = { name: "rmsprop", learningRate: 0.002, rho: 0.8 } as const;

  it.each([
    [{}, own],
    [{ optimizer: "rmsprop" }, own],
    [{ learningRate: 0.1 }, { ...own, learningRate: 0.1 }],
    [{ optimizer: "adam" }, { name: "adam", learningRate: 0.001 }],
    [{ optimizer: "adadelta" }, { name: "adadelta", learningRate: 1 }],
    [{ optimizer: "sgd", learningRate: 0.5 }, { name: "sgd", learningRate: 0.5 }],
    [{ optimizer: "momentum" }, { name: "momentum", learningRate: 0.01, momentum: 0.9 }],
  ])("%j", (given, expected) => {
    expect(optimizerOf(own, given)).toEqual(expected);
  });
});

it("argumentsOf repeats the training", () => {
  const values = config({
    params: { units1: 64 },
    dataDir: resolve("my/data"),
    engine: "wasm",
    threads: 1,
    seed: 7,
  });
  expect(argumentsOf(values, settingsOf(values)).join(" ")).toBe(
    "--recipe mnist-mlp --data-dir my/data --param units1=64 --engine wasm --threads 1 --seed 7",
  );
});

it("argumentsOf repeats a training on TensorFlow", () => {
  const values = config({
    engine: "tensorflow",
    tfLib: "/opt/tf",
    device: "gpu:1",
    xla: true,
    tf32: false,
    onednn: false,
  });
  expect(argumentsOf(values, settingsOf(values)).join(" ")).toBe(
    "--recipe mnist-mlp --engine tensorflow --tf-lib /opt/tf --device gpu:1 --xla --no-tf32 " +
      "--no-onednn --seed 42",
  );
});

it.each<[Partial<Config>]>([
  [{}],
  [{ optimizer: "sgd", learningRate: 0.001 }],
  [{ optimizer: "sgd", learningRate: 0.01 }],
  [{ optimizer: "sgd" }],
  [{ optimizer: "rmsprop", learningRate: 0.01 }],
  [{ recipe: "fashion-cnn", optimizer: "adadelta" }],
])("argumentsOf %j give the same optimizer again", (values) => {
  const settings = settingsOf(config(values));
  const args = [...argumentsOf(config(values), settings)];
  const flags = addFlags(new Command(), ["recipe", "optimizer", "learningRate", "seed"])
    .parse(args, { from: "user" }).opts();
  const again = parseConfig({ flags }, catalogue()).config;
  expect(settingsOf(again).optimizer).toEqual(settings.optimizer);
});

describe("the train stage's params", () => {
  const params = (values: Partial<Config>) => JSON.stringify(trainStage.params(config(values)));

  it.each<[Partial<Config>]>([
    [{ params: { units1: 64 } }],
    [{ learningRate: 0.1 }],
    [{ optimizer: "adam" }],
    [{ threads: 1 }],
    [{ epochs: 1 }],
    [{ seed: 1 }],
  ])("change with %j", (values) => {
    expect(params(values)).not.toBe(params({}));
  });

  it.each<[Partial<Config>]>([
    [{ params: { units1: 256 } }],
    [{ learningRate: 0.001 }],
    [{ verbose: 0 }],
    [{ minAccuracy: 0.5 }],
  ])("stay with %j", (values) => {
    expect(params(values)).toBe(params({}));
  });
});
