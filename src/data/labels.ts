import { DataError } from "./data_error.ts";
import type { NamedArray } from "./image_set.ts";

/** The largest label; 0 when there is none. */
export function maxLabel(labels: Uint8Array): number {
  return labels.reduce((max, label) => Math.max(max, label), 0);
}

/**
 * Checks that every label is a class index.
 *
 * @throws {DataError} At the first label of `numClasses` or more, with its position.
 */
export function checkLabels(labels: NamedArray, numClasses: number): void {
  const position = labels.data.findIndex((label) => label >= numClasses);
  if (position >= 0) {
    throw new DataError(
      labels.path,
      `"${labels.path}" has label ${
        labels.data[position]
      } at position ${position}: expected 0 to ` +
        `${numClasses - 1} for ${numClasses} classes. Correct the label or name all the classes`,
    );
  }
}
