import { resolve } from "node:path";
import type { z } from "zod";
import {
  checkOptions,
  configSchema,
  ENGINES,
  oneOf,
  OPTION_TYPES,
  PROVIDERS,
} from "./_config_schema.ts";

export { ENGINES, oneOf, OPTION_TYPES, PROVIDERS };

/** The pipeline's options after validation. An absent one is left to the recipe or to a check. */
export interface Config {
  /** Name of a file in `models/`. */
  readonly recipe: string;
  /** One of {@linkcode ENGINES}. */
  readonly engine: typeof ENGINES[number];
  /** One of {@linkcode PROVIDERS}; absent: the fastest one that works. */
  readonly provider?: typeof PROVIDERS[number];
  /** Folder for all that the run makes; `runs/<recipe>` unless given. */
  readonly out: string;
  /** Absolute path of a folder with one's own IDX files. */
  readonly dataDir?: string;
  /** Seeds the initial weights, the shuffles and the dropout masks. */
  readonly seed: number;
  /** Passes over the training images; absent: the recipe's. */
  readonly epochs?: number;
  /** Images a training step; absent: the recipe's. */
  readonly batchSize?: number;
  /** Test accuracy, 0 to 1, below which the pipeline fails. */
  readonly minAccuracy?: number;
  /** 0: errors and the result; 1: progress; 2: also details, and lines in place of a bar. */
  readonly verbose: 0 | 1 | 2;
}

/** The recipes that exist. Passed in, so that reading options loads no model code. */
export interface Catalogue {
  /** All recipes' names. */
  readonly recipes: readonly string[];
  /** The one that is used without `--recipe`. */
  readonly defaultRecipe: string;
}

/** Options as the user gave them, before validation. */
export interface ConfigSources {
  /** From the command line, under the camel-case name: `{ batchSize: 64 }`. */
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
  const schema = configSchema(catalogue.recipes);
  const problems: string[] = [];
  const fromFile = file === undefined ? {} : checkOptions(schema, file.values, {
    name: file.path,
    write: (option) => `"${option}"`,
    writeValue: (option, value) => `"${option}": ${value} in ${file.path}`,
  }, problems);
  const fromFlags = checkOptions(schema, withoutAbsent(flags), COMMAND_LINE, problems);
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));

  const merged = { ...fromFile, ...fromFlags };
  const recipe = merged.recipe ?? catalogue.defaultRecipe;
  const { dataDir, ...rest } = merged;
  const config = {
    ...rest,
    recipe,
    engine: merged.engine ?? "onnx",
    out: merged.out ?? `runs/${recipe}`,
    seed: merged.seed ?? 42,
    verbose: merged.verbose ?? 1,
    ...(dataDir === undefined ? {} : { dataDir: resolve(dataDir) }),
  } as Config;
  const overrides = Object.keys(fromFlags)
    .filter((name) => name in fromFile)
    .map((name) => ({ name, file: fromFile[name], flag: fromFlags[name] }));
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

const COMMAND_LINE = {
  name: "the command line",
  write: flagOf,
  writeValue: (option: string, value: string) => `${flagOf(option)} ${value}`,
};

function withoutAbsent(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
