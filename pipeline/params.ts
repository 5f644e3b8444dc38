import { numberOr } from "./_numbers.ts";
import { didYouMean } from "../src/data/mod.ts";

/** `units=16,32`: what a user gives a recipe's value, or another option, in place of its own. */
export interface Assignment {
  readonly name: string;
  /** In the order given; text that is no number stays text, for the message about it. */
  readonly values: readonly (number | string)[];
}

/** The texts after `--param`, for messages: `--param units=16`. */
export function writeParam(name: string, value: unknown): string {
  return `--param ${name}=${value}`;
}

/**
 * Reads `units=64`, `units=64,dropout=0.2` or `units=16,32,64`: a part without `=` is one more value
 * of the name before it. What is wrong is added to `problems`, one entry each.
 */
export function parseAssignments(
  texts: readonly string[],
  problems: string[],
): readonly Assignment[] {
  const assignments: { name: string; values: (number | string)[] }[] = [];
  for (const text of texts) {
    let current: typeof assignments[number] | undefined;
    for (const part of text.split(",")) {
      const at = part.indexOf("=");
      if (at < 0) {
        if (current === undefined) {
          problems.push(`Cannot use --param ${text}: expected name=value, such as units=64`);
          break;
        }
        current.values.push(numberOr(part.trim()));
        continue;
      }
      const name = part.slice(0, at).trim();
      if (assignments.some((other) => other.name === name)) {
        problems.push(`Cannot use --param ${text}: "${name}" is given twice. Give it once`);
      }
      current = { name, values: [numberOr(part.slice(at + 1).trim())] };
      assignments.push(current);
    }
  }
  for (const { name, values } of assignments) {
    if (values.includes("") || name === "") {
      problems.push(
        `Cannot use ${writeParam(name, values.join(","))}: expected a name, "=" and a value, ` +
          "such as units=64",
      );
    }
    const twice = values.find((value, i) => value !== "" && values.indexOf(value) < i);
    if (twice !== undefined) {
      problems.push(
        `Cannot use ${writeParam(name, values.join(","))}: ${twice} is there twice. Give it once`,
      );
    }
  }
  return assignments;
}

/** What `--param` can set in a recipe: names with the recipe's own values. */
export type RecipeValues = Readonly<Record<string, number>>;

/**
 * Why `value` cannot replace the recipe's own value of that name, or `undefined` where it can.
 * Dropout rates are 0 to below 1; what is a whole number in the recipe, such as units, stays one.
 *
 * @param written The setting as the user wrote it.
 */
export function paramProblem(
  recipe: string,
  own: RecipeValues,
  name: string,
  value: unknown,
  written: string,
): string | undefined {
  const mine = own[name];
  if (mine === undefined) {
    const names = Object.keys(own);
    return `Cannot use ${written}: recipe "${recipe}" has no parameter "${name}", ` +
      `expected one of ${names.join(", ")}${didYouMean(name, names)}`;
  }
  const [expected, accepts] = ruleOf(name, mine);
  const fits = typeof value === "number" && Number.isFinite(value) && accepts(value);
  return fits ? undefined : `Cannot use ${written}: expected ${expected}`;
}

function ruleOf(name: string, own: number): readonly [string, (value: number) => boolean] {
  if (/^dropout/i.test(name)) {
    return ["a number from 0 to below 1, such as 0.25", (value) => value >= 0 && value < 1];
  }
  if (Number.isInteger(own) && own > 0) {
    return ["a whole number from 1", (value) => Number.isInteger(value) && value >= 1];
  }
  return ["a number from 0", (value) => value >= 0];
}
