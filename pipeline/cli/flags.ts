import { type Command, Option } from "commander";
import { type Config, ENGINES, flagOf, PROVIDERS } from "../config.ts";

type FlagName = keyof Config;

/** Placeholder of the value, whether it is a number, and the help text. */
const FLAGS: Readonly<Record<FlagName, readonly [string, "text" | "number", string]>> = {
  recipe: ["name", "text", "what to train"],
  engine: ["name", "text", `what trains: ${ENGINES.join(", ")} (default: onnx)`],
  provider: ["name", "text", `where: ${PROVIDERS.join(", ")} (default: the fastest that works)`],
  out: ["folder", "text", "folder for all results (default: runs/<recipe>)"],
  dataDir: ["folder", "text", "folder with your own IDX files, in place of the recipe's data set"],
  seed: ["n", "number", "seed of weights, shuffles and dropout (default: 42)"],
  epochs: ["n", "number", "passes over the training images (default: the recipe's)"],
  batchSize: ["n", "number", "images a training step (default: the recipe's)"],
  minAccuracy: ["x", "number", "fail when the test accuracy is lower, such as 0.99"],
  verbose: ["level", "number", "0: result only, 1: progress, 2: details (default: 1)"],
};

/** Adds the flags of these options to a command. Values are checked by `parseConfig`. */
export function addFlags(command: Command, names: readonly FlagName[]): Command {
  for (const name of names) {
    const [placeholder, type, help] = FLAGS[name];
    const option = new Option(`${flagOf(name)} <${placeholder}>`, help);
    command.addOption(type === "number" ? option.argParser(numberOr) : option);
  }
  return command;
}

/** The values of these options that the user gave. */
export function givenFlags(
  command: Command,
  names: readonly FlagName[],
): Record<string, unknown> {
  const values = command.opts();
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

/** A number where the text is one; other text as it is, for the message about it. */
export function numberOr(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}
