import { resolve } from "node:path";
import type { z } from "zod";
import {
  checkOptions,
  type Choices,
  configSchema,
  ENGINES,
  oneOf,
  OPTION_TYPES,
  PROVIDERS,
} from "./_config_schema.ts";

import { paramProblem, parseAssignments, type RecipeValues, writeParam } from "./params.ts";

export { ENGINES, oneOf, OPTION_TYPES, PROVIDERS };
export type { Choices };
export { numberOr } from "./_numbers.ts";

/** The pipeline's options after validation. An absent one is left to the recipe or to a check. */
export interface Config {
  /** Name of a file in `models/`. */
  readonly recipe: string;
  /** A data set of the catalogue in place of the recipe's. */
  readonly dataset?: string;
  /** Values in place of the recipe's own, by name. */
  readonly params?: RecipeValues;
  /** An optimizer in place of the recipe's. */
  readonly optimizer?: string;
  /** The optimizer's learning rate in place of the recipe's. */
  readonly learningRate?: number;
  /** How training images are changed, such as `rotation=10,shift=0.1`, or `none`; absent: the recipe's. */
  readonly augment?: string;
  /** One of {@linkcode ENGINES}. */
  readonly engine: typeof ENGINES[number];
  /** One of {@linkcode PROVIDERS}; absent: the fastest one that works. */
  readonly provider?: typeof PROVIDERS[number];
  /** Folder with TensorFlow's shared objects; absent: searched for. */
  readonly tfLib?: string;
  /** What TensorFlow computes on: `auto`, `cpu`, `gpu`, `gpu:1`; absent: the first GPU, else the processor. */
  readonly device?: string;
  /** Whether XLA compiles TensorFlow's steps; absent: no. */
  readonly xla?: boolean;
  /** Whether NVIDIA's GPUs may round products to TF32 in TensorFlow; absent: as CUDA does. */
  readonly tf32?: boolean;
  /** Whether TensorFlow uses oneDNN's kernels on the processor; absent: as TensorFlow does. */
  readonly onednn?: boolean;
  /** Folder for all that the run makes; `runs/<recipe>` unless given. */
  readonly out: string;
  /** Absolute path of a folder with one's own images or IDX files. */
  readonly dataDir?: string;
  /** Seeds the initial weights, the shuffles and the dropout masks. */
  readonly seed: number;
  /** Passes over the training images; absent: the recipe's. */
  readonly epochs?: number;
  /** Images a training step; absent: the recipe's. */
  readonly batchSize?: number;
  /**
   * Threads that a training step is shared out to; absent: one a core. Sums of convolutions are
   * added up in an order that depends on it, so that the last bits of the weights do too.
   */
  readonly threads?: number;
  /** Test accuracy, 0 to 1, below which the pipeline fails. */
  readonly minAccuracy?: number;
  /** 0: errors and the result; 1: progress; 2: also details, and lines in place of a bar. */
  readonly verbose: 0 | 1 | 2;
}

/** The recipes, data sets and optimizers that exist. Passed in, so that reading options loads no model code. */
export interface Catalogue extends Choices {
  /** The recipe that is used without `--recipe`. */
  readonly defaultRecipe: string;
  /** What `--param` can set in each recipe. */
  readonly params: Readonly<Record<string, RecipeValues>>;
}

/** Options as the user gave them, before validation. */
export interface ConfigSources {
  /** From the command line, under the camel-case name: `{ batchSize: 64, param: ["units=64"] }`. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** A config file's parsed content and its path. */
  readonly file?: { readonly path: string; readonly values: unknown };
}

/** An option that the config file sets and the command line replaces. */
export interface Override {
  /** The option's camel-case name. */
  readonly name: string;
  /** The config file's value. */
  readonly file: unknown;
  /** The command line's value, which counts. */
  readonly flag: unknown;
}

/** Options that cannot be used. The message has one line for each problem. */
export class ConfigError extends Error {
  /** @internal */
  override name = "ConfigError";
}

/** `batchSize` -> `--batch-size`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** An option without a value as it is written: `--xla`, `--no-tf32`. */
export function switchFlag(name: string, on: boolean): string {
  return on ? flagOf(name) : flagOf(name).replace("--", "--no-");
}

/**
 * Merges defaults, config file and command line, the later over the earlier, and checks all of it.
 *
 * @throws {ConfigError} When an option or its value is not known. Lists all problems: what was
 * received and what is allowed.
 */
export function parseConfig(
  sources: ConfigSources,
  catalogue: Catalogue,
): { config: Config; overrides: readonly Override[] } {
  const { file, flags } = sources;
  const schema = configSchema(catalogue);
  const problems: string[] = [];
  const fromFile = file === undefined ? {} : checkOptions(schema, file.values, {
    name: file.path,
    write: (option) => `"${option}"`,
    writeValue: (option, value) => `"${option}": ${value} in ${file.path}`,
  }, problems);
  const { param = [], ...others } = flags;
  const fromFlags = checkOptions(schema, withoutAbsent(others), COMMAND_LINE, problems);
  const paramsOfFile = fromFile.params ?? {};
  const paramsOfFlags = singleValues(param as readonly string[], problems);

  const merged = { ...fromFile, ...fromFlags };
  const recipe = merged.recipe ?? catalogue.defaultRecipe;
  const twice = twoDataSets(merged);
  if (twice !== undefined) problems.push(twice);
  problems.push(...unusedOptions(merged));
  if (problems.length === 0) {
    const own = catalogue.params[recipe] ?? {};
    const check = (params: object, write: (name: string, value: unknown) => string) => {
      for (const [name, value] of Object.entries(params)) {
        const problem = paramProblem(recipe, own, name, value, write(name, value));
        if (problem !== undefined) problems.push(problem);
      }
    };
    check(
      paramsOfFile,
      (name, value) => `"${name}": ${JSON.stringify(value)} in "params" of ${file!.path}`,
    );
    check(paramsOfFlags, writeParam);
  }
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));

  const params = { ...paramsOfFile, ...paramsOfFlags };
  const { dataDir, params: _params, ...rest } = merged;
  const config = {
    ...rest,
    recipe,
    engine: merged.engine ?? "auto",
    out: merged.out ?? `runs/${recipe}`,
    seed: merged.seed ?? 42,
    verbose: merged.verbose ?? 1,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(dataDir === undefined ? {} : { dataDir: resolve(dataDir) }),
  } as Config;
  const replaced = (file: Record<string, unknown>, flags: Record<string, unknown>) =>
    Object.keys(flags).filter((name) => name in file)
      .map((name) => ({ name, file: file[name], flag: flags[name] }));
  const overrides = [
    ...replaced(fromFile, fromFlags),
    ...replaced(paramsOfFile, paramsOfFlags)
      .map(({ name, ...values }) => ({ name: `param ${name}`, ...values })),
  ];
  return { config, overrides };
}

/**
 * The flags of a command that has no config file, checked.
 *
 * @throws {ConfigError} When an option or its value is not known. Lists all problems.
 */
export function parseFlags<T>(
  schema: z.ZodObject & z.ZodType<T>,
  flags: Readonly<Record<string, unknown>>,
): T {
  const problems: string[] = [];
  const values = checkOptions(schema, withoutAbsent(flags), COMMAND_LINE, problems);
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return values as T;
}

/** What is wrong with options that name a data set and also give files of one's own. */
export function twoDataSets(
  { dataset, dataDir }: { readonly dataset?: unknown; readonly dataDir?: unknown },
): string | undefined {
  if (dataset === undefined || dataDir === undefined) return undefined;
  return `Cannot use --dataset ${dataset} with --data-dir ${dataDir}: expected one of them. ` +
    "Leave one out";
}

/** The options that only these engines know. */
const ENGINE_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  tfLib: ["tensorflow"],
  device: ["tensorflow"],
  xla: ["tensorflow"],
  tf32: ["tensorflow", "tfjs-node-gpu"],
  onednn: ["tensorflow", "tfjs-node-gpu"],
};

/** What is wrong with options that the engine would not look at. */
function unusedOptions(options: Readonly<Record<string, unknown>>): string[] {
  const { engine = "auto", provider } = options;
  return Object.entries(ENGINE_OPTIONS).flatMap(([name, engines]) => {
    if (options[name] === undefined || engines.includes(String(engine))) return [];
    // With `auto`, TensorFlow may be what is taken, unless a provider says onnx.
    if (engine === "auto" && provider === undefined) return [];
    const value = options[name];
    const flag = typeof value === "boolean" ? switchFlag(name, value) : flagOf(name);
    return [
      `Cannot use ${flag} with ${
        engine === "auto" ? flagOf("provider") + ` ${provider}` : `--engine ${engine}`
      }: expected --engine ${engines.join(" or ")}. ` +
      "Leave one out",
    ];
  });
}

/** `--param` of a single training: one value a name. */
function singleValues(
  texts: readonly string[],
  problems: string[],
): Record<string, number | string> {
  const assignments = parseAssignments(texts, problems);
  for (const { name, values } of assignments) {
    if (values.length === 1) continue;
    problems.push(
      `Cannot use ${writeParam(name, values.join(","))}: expected one value. To train with each ` +
        `of them: deno task sweep`,
    );
  }
  return Object.fromEntries(assignments.map(({ name, values }) => [name, values[0]!]));
}

const COMMAND_LINE = {
  name: "the command line",
  write: flagOf,
  writeValue: (option: string, value: string) => `${flagOf(option)} ${value}`,
};

function withoutAbsent(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
