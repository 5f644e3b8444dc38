import { type Catalogue, ConfigError, flagOf, parseConfig, switchFlag } from "../config.ts";
import { type Assignment, parseAssignments } from "../params.ts";

/** Options of the pipeline that a sweep varies beside a recipe's values. */
const OPTIONS = ["epochs", "batchSize", "learningRate", "seed", "optimizer"] as const;

/** One training of a sweep. */
export interface SweepPoint {
  /** What sets it apart, `units=16,dropout=0.2`; the name of its folder too. */
  readonly name: string;
  /** The value of each of the sweep's parameters. */
  readonly values: Readonly<Record<string, number | string>>;
  /** The pipeline's arguments for it, but for the out folder. */
  readonly arguments: readonly string[];
}

/** What a sweep trains. */
export interface SweepPlan {
  /** `<recipe>-<parameters>`, the name of its folder unless the user gives another. */
  readonly name: string;
  readonly recipe: string;
  /** What varies, in the order given; the last one fastest. */
  readonly axes: readonly Assignment[];
  readonly points: readonly SweepPoint[];
}

/**
 * All combinations of the values given for some parameters, each checked as the pipeline checks it.
 *
 * @param texts What stands after each `--param`: `units=16,32`, `batch-size=64,128`.
 * @param flags Options that all points share, by their camel-case names.
 * @throws {ConfigError} When a parameter or a value cannot be used. Lists all problems.
 */
export function planSweep(
  texts: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  catalogue: Catalogue,
): SweepPlan {
  const problems: string[] = [];
  const assignments = parseAssignments(texts, problems);
  if (assignments.length === 0 && problems.length === 0) {
    problems.push("No parameter to vary: give one with its values, such as --param units=16,32,64");
  }
  for (const { name } of assignments) {
    const option = optionOf(name);
    if (option === undefined || flags[option] === undefined) continue;
    problems.push(
      `Cannot use --param ${name} with ${flagOf(option)} ${flags[option]}: expected one of them. ` +
        "Leave one out",
    );
  }
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));

  const several = assignments.filter(({ values }) => values.length > 1);
  const axes = several.length > 0 ? several : assignments;
  const names = new Set(axes.map(({ name }) => name));
  let recipe = catalogue.defaultRecipe;
  const points = product(assignments).map((values) => {
    const given = pointFlags(values, flags);
    try {
      recipe = parseConfig({ flags: given }, catalogue).config.recipe;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.message.split("\n").map((line) => withOptionsAsParams(line, values)));
    }
    const own = Object.entries(values).filter(([name]) => names.has(name));
    return {
      name: own.map(([name, value]) => `${name}=${value}`).join(","),
      values: Object.fromEntries(own),
      arguments: toArguments(given),
    };
  });
  if (problems.length > 0) throw new ConfigError([...new Set(problems)].join("\n"));
  const parts = assignments.map(({ name, values }) =>
    names.has(name) ? name : `${name}=${values[0]}`
  );
  return { name: [recipe, ...parts].join("-"), recipe, axes, points };
}

function optionOf(name: string): typeof OPTIONS[number] | undefined {
  return OPTIONS.find((option) => option === name || flagOf(option) === `--${name}`);
}

/** All combinations, the last assignment's values next to each other. */
function product(assignments: readonly Assignment[]): Record<string, number | string>[] {
  return assignments.reduce<Record<string, number | string>[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

function pointFlags(
  values: Readonly<Record<string, number | string>>,
  flags: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  const param: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const option = optionOf(name);
    if (option === undefined) param.push(`${name}=${value}`);
    else options[option] = value;
  }
  return { ...flags, ...options, ...(param.length > 0 && { param }) };
}

function toArguments(flags: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) =>
    typeof value === "boolean"
      ? switchFlag(name, value)
      : [value].flat().flatMap((one) => [flagOf(name), String(one)])
  );
}

/** Names a value the way the user gave it: `--param epochs=0`, not `--epochs 0`. */
function withOptionsAsParams(
  problem: string,
  values: Readonly<Record<string, number | string>>,
): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    const option = optionOf(name);
    return option === undefined ? text : text.replace(
      `Cannot use ${flagOf(option)} ${JSON.stringify(value)}:`,
      `Cannot use --param ${name}=${value}:`,
    );
  }, problem);
}
