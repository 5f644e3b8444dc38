import type { ImageSet } from "./dataset.ts";

/** Throws `RangeError` for a value that is not a positive whole number. */
export function checkPositive(name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0)) {
    throw new RangeError(
      `Cannot make batches with ${name} ${value}: expected a whole number from 1`,
    );
  }
}

/** The label of an image; throws `RangeError` where the index or the label is out of range. */
export function labelAt(set: ImageSet, index: number, numClasses: number): number {
  const label = set.labels[index];
  if (label !== undefined && label < numClasses) return label;
  throw new RangeError(
    label === undefined
      ? `Cannot take image ${index} of ${set.count}: expected an index from 0 to ${set.count - 1}`
      : `Cannot encode label ${label} of image ${index}: expected 0 to ${numClasses - 1} for ` +
        `${numClasses} classes. Raise numClasses or correct the label`,
  );
}
