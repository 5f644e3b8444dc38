import { didYouMean } from "../src/data/mod.ts";

/**
 * Positions of the first and the last stage to run, both included.
 *
 * @throws {RangeError} When there is no stage of that name, or `from` comes after `to`.
 */
export function selectRange(
  names: readonly string[],
  from: string | undefined,
  to: string | undefined,
): { first: number; last: number } {
  const position = (flag: string, name: string): number => {
    const index = names.indexOf(name);
    if (index >= 0) return index;
    throw new RangeError(
      `Unknown stage ${flag} "${name}": expected one of ${names.join(", ")}${
        didYouMean(name, names)
      }`,
    );
  };
  const first = from === undefined ? 0 : position("--from", from);
  const last = to === undefined ? names.length - 1 : position("--to", to);
  if (first > last) {
    throw new RangeError(
      `Cannot run --from "${from}" --to "${to}": "${to}" comes first. ` +
        `The order is ${names.join(", ")}`,
    );
  }
  return { first, last };
}
