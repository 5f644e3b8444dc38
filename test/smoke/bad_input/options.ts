import type { BadInput, Chapter } from "../_bad_input.ts";

function flags(title: string, args: string, message: RegExp): BadInput {
  return { title, task: "pipeline", args: `--out {}/out ${args}`, message };
}

function config(title: string, text: string, message: RegExp): BadInput {
  return {
    ...flags(title, "--config {}/my.json", message),
    prepare: (folder) => Deno.writeTextFile(`${folder}/my.json`, text),
  };
}

const rows: BadInput[] = [
  flags("An unknown flag", "--epoch 3", /Unknown option '--epoch'\. Did you mean --epochs\?/),
  flags("A flag without its value", "--epochs", /Option '--epochs <n>' argument missing/),
  flags("A word that is no flag", "train", /Too many arguments/),
  flags(
    "An unknown recipe",
    "--recipe mnist-lent",
    /--recipe "mnist-lent": expected one of .*\. Did you mean mnist-lenet\?/,
  ),
  flags(
    "An unknown engine",
    "--engine torch",
    /--engine "torch": expected one of auto, onnx, tensorflow/,
  ),
  flags(
    "An unknown provider",
    "--provider gpu",
    /--provider "gpu": expected one of cuda, webgpu, cpu/,
  ),
  flags("An unknown stage", "--from trian", /Unknown stage --from "trian": .*Did you mean train\?/),
  flags(
    "Stages in the wrong order",
    "--from export --to train",
    /Cannot run --from "export" --to "train": "train" comes first\. The order is data, train/,
  ),
  flags(
    "A stage whose input was never made",
    "--from export",
    /Stage "export" needs "model\.json", which stage "train" makes .*Start with --from train/,
  ),
  flags("No epochs", "--epochs 0", /Cannot use --epochs 0: expected a whole number from 1/),
  flags("Half an epoch", "--epochs 1.5", /Cannot use --epochs 1\.5: expected a whole number/),
  flags("A word for a number", "--batch-size ten", /--batch-size "ten": expected a whole number/),
  flags("A negative seed", "--seed -1", /--seed -1: expected a whole number from 0/),
  flags(
    "An accuracy in per cent",
    "--min-accuracy 99",
    /--min-accuracy 99: expected a number from 0 to 1, such as 0\.99\. Did you mean 0\.99\?/,
  ),
  flags(
    "Several bad values",
    "--epochs 0 --engine keras",
    /--engine "keras": .*\n.*--epochs 0: expected/,
  ),
  flags(
    "A config file that does not exist",
    "--config {}/gone.json",
    /Cannot read config file ".*gone\.json": there is no such file/,
  ),
  config("A config file that is not JSON", "epochs: 3", /my\.json" is not valid JSON/),
  config(
    "An unknown key in a config file",
    '{ "batchsize": 64 }',
    /Unknown option "batchsize" in .*my\.json: .*Did you mean "batchSize"\?/,
  ),
  config(
    "A bad value in a config file",
    '{ "epochs": "3" }',
    /Cannot use "epochs": "3" in .*my\.json: expected a whole number from 1/,
  ),
  config("A config file without an object", "[3]", /expected an object such as/),
  {
    title: "An unknown data set",
    task: "evaluate",
    args: "--model {}/out/model.onnx --dataset cifar",
    message: /--dataset "cifar": expected one of mnist/,
  },
  {
    title: "A batch of no images",
    task: "evaluate",
    args: "--model {}/out/model.onnx --batch-size 0",
    message: /--batch-size 0: expected a whole number from 1/,
  },
  {
    title: "A bad number of classes",
    task: "predict",
    args: "--model {}/out/model.onnx --top 0 {}/digit.png",
    message: /--top 0: expected a whole number from 1/,
  },
  {
    title: "An unknown form of weights",
    task: "convert",
    args: "{}/out/model.json {}/model.onnx --weights fp8",
    message: /--weights "fp8": expected one of fp32, fp16, int8/,
  },
  flags(
    "A parameter that the recipe does not have",
    "--recipe mnist-mlp --param unit1=64",
    /recipe "mnist-mlp" has no parameter "unit1", expected one of .*\. Did you mean units1\?/,
  ),
  flags(
    "A parameter's value that is no number",
    "--recipe mnist-mlp --param units1=many",
    /--param units1=many: expected a whole number from 1/,
  ),
  flags(
    "A dropout rate in per cent",
    "--recipe mnist-mlp --param dropout1=40",
    /--param dropout1=40: expected a number from 0 to below 1, such as 0\.25/,
  ),
  flags(
    "A parameter without its value",
    "--param units",
    /--param units: expected name=value, such as units=64/,
  ),
  flags(
    "A parameter given twice",
    "--recipe mnist-mlp --param units1=16 --param units1=32",
    /--param units1=32: "units1" is given twice\. Give it once/,
  ),
  flags(
    "A list of values for one training",
    "--recipe mnist-mlp --param units1=16,32",
    /--param units1=16,32: expected one value\. To train with each of them: deno task sweep/,
  ),
  flags(
    "A learning rate of nothing",
    "--learning-rate 0",
    /--learning-rate 0: expected a number a/,
  ),
  flags("An unknown optimizer", "--optimizer adm", /"adm": expected one of .*Did you mean adam\?/),
  flags(
    "A data set and a folder",
    "--dataset mnist --data-dir {}/data",
    /Cannot use --dataset mnist with --data-dir .*\. Leave one out/,
  ),
];

export const options: Chapter = { title: "Options", rows };
