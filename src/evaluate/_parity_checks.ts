import type { ValueInfo } from "../graph/mod.ts";
import type { Session } from "../runtime/mod.ts";
import type { Differences } from "./_compare_rows.ts";

/** One line of a parity checklist. */
export interface ParityCheck {
  /** What is checked, such as "input names". */
  readonly name: string;
  /** Whether it holds. */
  readonly passed: boolean;
  /** What was found. */
  readonly message: string;
}

/** The inputs and outputs that a model should have. */
export interface Signature {
  /** In the model's order. */
  readonly inputs: readonly ValueInfo[];
  /** In the model's order. */
  readonly outputs: readonly ValueInfo[];
}

/** How many samples a message names. */
const NAMED_SAMPLES = 5;

const namesOf = (infos: readonly ValueInfo[]) => infos.map(({ name }) => name).join(", ");

const shapeText = ({ dtype, shape }: ValueInfo) => `${dtype}[${shape.join(",")}]`;

const shapesOf = (infos: readonly ValueInfo[]) => infos.map(shapeText).join(", ");

/** A dimension that the model leaves open must be open, whatever it is called. */
function sameShape(a: ValueInfo, b: ValueInfo): boolean {
  return a.dtype === b.dtype && a.shape.length === b.shape.length &&
    a.shape.every((dim, i) =>
      typeof dim === "string" ? typeof b.shape[i] === "string" : dim === b.shape[i]
    );
}

/** Compares the names and shapes of a session's inputs and outputs with those that it should have. */
export function signatureChecks(expected: Signature, session: Session): ParityCheck[] {
  const checks: ParityCheck[] = [];
  for (const kind of ["input", "output"] as const) {
    const own = session[`${kind}s`];
    const wanted = expected[`${kind}s`];
    const named = namesOf(own) === namesOf(wanted);
    checks.push({
      name: `${kind} names`,
      passed: named,
      message: named
        ? `${kind} names match (${namesOf(own)})`
        : `${kind} names do not match: (${namesOf(own)}), expected (${namesOf(wanted)})`,
    });
    const shaped = own.length === wanted.length &&
      own.every((info, i) => sameShape(wanted[i]!, info));
    checks.push({
      name: `${kind} shapes`,
      passed: shaped,
      message: shaped
        ? `${kind} shapes match (${shapesOf(own)})`
        : `${kind} shapes do not match: (${shapesOf(own)}), expected (${shapesOf(wanted)})`,
    });
  }
  return checks;
}

/** Judges the differences between the values. */
export function valueChecks(found: Differences, tolerance: number): ParityCheck[] {
  return [valueCheck(found, tolerance), argmaxCheck(found)];
}

function valueCheck(found: Differences, tolerance: number): ParityCheck {
  const { samples, nonFinite, maxAbsDiff, meanAbsDiff, worstSample } = found;
  const limit = `tolerance ${scientific(tolerance)}`;
  if (samples === 0) {
    return { name: "values", passed: false, message: "values not compared: there are no samples" };
  }
  if (nonFinite > 0) {
    const message =
      `values not comparable: NaN or infinity in ${nonFinite} of ${samples} samples, ` +
      `first at sample ${worstSample}`;
    return { name: "values", passed: false, message };
  }
  const passed = maxAbsDiff <= tolerance;
  const at = worstSample === null ? "" : ` at sample ${worstSample}`;
  const figures = `max difference ${scientific(maxAbsDiff)}${at}`;
  const message = passed
    ? `all values close: ${figures}, mean ${scientific(meanAbsDiff)}, ${limit}`
    : `values not close enough: ${figures}, ${limit}`;
  return { name: "values", passed, message };
}

function argmaxCheck(found: Differences): ParityCheck {
  const { samples, nonFinite, numDisagreements, numTies } = found;
  const agreeing = samples - nonFinite - numDisagreements - numTies;
  const passed = samples > 0 && nonFinite === 0 && numDisagreements === 0;
  const message = `arg-max ${passed ? "agrees" : "does not agree"}: same class in ${agreeing} of ` +
    `${samples} samples${listed("different", numDisagreements, found.disagreements)}${
      listed("tied", numTies, found.ties)
    }`;
  return { name: "arg-max", passed, message };
}

function listed(what: string, count: number, entries: Differences["ties"]): string {
  if (count === 0) return "";
  const named = entries.slice(0, NAMED_SAMPLES).map(({ sample, reference, candidate }) =>
    `sample ${sample}: ${candidate}, expected ${reference}`
  );
  if (count > named.length) named.push("...");
  return `; ${count} ${what} (${named.join("; ")})`;
}

function scientific(value: number): string {
  return value === 0
    ? "0"
    : value < 0.1
    ? value.toExponential(1).replace(".0e", "e")
    : String(+value.toPrecision(3));
}
