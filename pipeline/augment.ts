import { type Augmentation, AUGMENTATIONS, completeAugmentation } from "../src/data/mod.ts";
import { numberOr } from "./_numbers.ts";

/** The end of the sentence "expected ..." about what {@linkcode canonicalAugment} refuses. */
export const AUGMENT_EXPECTED: string =
  '"none", or some of rotation (degrees, 0 to 180), shift (share of the size, 0 to 1), zoom (0 to ' +
  'below 1) and flip (true or false), such as "rotation=10,shift=0.1,zoom=0.1"';

/** An augmentation as `--augment` takes it: `rotation=10,shift=0.1`, without what it leaves alone. */
export function writeAugment(augmentation: Augmentation = {}): string {
  const complete = completeAugmentation(augmentation);
  const parts = AUGMENTATIONS.filter((name) => complete[name] !== 0 && complete[name] !== false)
    .map((name) => `${name}=${complete[name]}`);
  return parts.join(",") || "none";
}

/**
 * What {@linkcode writeAugment} wrote; `undefined` for `"none"`.
 *
 * @throws {RangeError} For a name or a value that is not possible.
 */
export function parseAugment(text: string): Required<Augmentation> | undefined {
  if (text === "none") return undefined;
  const parts = text.split(",").map((part) => part.split("=").map((word) => word.trim()));
  const names = parts.map(([name]) => name);
  if (parts.some(({ length }) => length !== 2) || new Set(names).size < names.length) {
    throw new RangeError(`Cannot augment with "${text}": expected ${AUGMENT_EXPECTED}`);
  }
  const values = parts.map(([name, value]) => [name, valueOf(value!)]);
  return completeAugmentation(Object.fromEntries(values));
}

/**
 * The option `augment` in the one form in which {@linkcode writeAugment} writes it, of a text or of
 * an object such as `{ rotation: 10 }`.
 *
 * @throws {RangeError} For a name or a value that is not possible.
 */
export function canonicalAugment(value: string | Readonly<Record<string, unknown>>): string {
  return writeAugment(typeof value === "string" ? parseAugment(value) : value);
}

function valueOf(text: string): unknown {
  return text === "true" ? true : text === "false" ? false : numberOr(text);
}
