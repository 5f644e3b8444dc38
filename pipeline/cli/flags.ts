import { type Command, Option } from "commander";
import { type Config, ENGINES, flagOf, numberOr, PROVIDERS } from "../config.ts";

export { numberOr };

/** An option as a flag; what the config calls `params` is written `--param`, once or more. */
export type FlagName = Exclude<keyof Config, "params"> | "param";

/** A flag's value; `on` and `off` take none, and `off` is written with `no-` in front. */
type FlagType = "text" | "number" | "list" | "on" | "off";

/** Placeholder of the value, what it is, and the help text. */
const FLAGS: Readonly<Record<FlagName, readonly [string, FlagType, string]>> = {
  recipe: ["name", "text", "what to train"],
  dataset: ["name", "text", "a data set of the catalogue in place of the recipe's"],
  param: ["name=value", "list", "a value in place of the recipe's, such as units=64; repeatable"],
  optimizer: ["name", "text", "an optimizer in place of the recipe's"],
  learningRate: ["x", "number", "the optimizer's learning rate (default: the recipe's)"],
  augment: [
    "what",
    "text",
    "rotation=10,shift=0.1,zoom=0.1, flip=true or none (default: the recipe's)",
  ],
  engine: ["name", "text", `what trains: ${ENGINES.join(", ")} (default: auto)`],
  provider: ["name", "text", `where: ${PROVIDERS.join(", ")} (default: the fastest that works)`],
  tfLib: ["folder", "text", "TensorFlow's shared objects (default: searched for)"],
  device: ["name", "text", "TensorFlow's device: auto, cpu, gpu, gpu:1 (default: auto)"],
  xla: ["", "on", "have XLA compile TensorFlow's steps"],
  tf32: ["", "off", "no TF32 in TensorFlow: full float32 on NVIDIA's GPUs"],
  onednn: ["", "off", "no oneDNN in TensorFlow: sums in the order of its own kernels"],
  out: ["folder", "text", "folder for all results (default: runs/<recipe>)"],
  dataDir: ["folder", "text", "folder with your own images or IDX files, in place of the recipe's"],
  seed: ["n", "number", "seed of weights, shuffles and dropout (default: 42)"],
  epochs: ["n", "number", "passes over the training images (default: the recipe's)"],
  batchSize: ["n", "number", "images a training step (default: the recipe's)"],
  threads: ["n", "number", "threads of a training step (default: one a core)"],
  minAccuracy: ["x", "number", "fail when the test accuracy is lower, such as 0.99"],
  verbose: ["level", "number", "0: result only, 1: progress, 2: details (default: 1)"],
};

/** Adds the flags of these options to a command. Values are checked by `parseConfig`. */
export function addFlags(command: Command, names: readonly FlagName[]): Command {
  for (const name of names) {
    const [placeholder, type, help] = FLAGS[name];
    const option = new Option(optionText(name, type, placeholder), help);
    if (type === "number") option.argParser(numberOr);
    if (type === "list") option.argParser((text, others?: string[]) => [...others ?? [], text]);
    command.addOption(option);
  }
  return command;
}

function optionText(name: FlagName, type: FlagType, placeholder: string): string {
  if (type === "on") return flagOf(name);
  if (type === "off") return flagOf(name).replace("--", "--no-");
  return `${flagOf(name)} <${placeholder}>`;
}

/** The values of these options that the user gave. */
export function givenFlags(
  command: Command,
  names: readonly FlagName[],
): Record<string, unknown> {
  const values = command.opts();
  return Object.fromEntries(
    names.filter((name) => command.getOptionValueSource(name) === "cli")
      .map((name) => [name, values[name]]),
  );
}
