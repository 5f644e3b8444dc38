/**
 * One-hot rows, row-major: a 1 in the column of each label, else 0.
 *
 * @throws {RangeError} When a label is `numClasses` or more.
 */
export function oneHot(labels: ArrayLike<number>, numClasses: number): Float32Array {
  const rows = new Float32Array(labels.length * numClasses);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(label >= 0 && label < numClasses)) {
      throw new RangeError(
        `Cannot encode label ${label} at position ${i}: expected 0 to ${numClasses - 1} for ` +
          `${numClasses} classes. Raise the number of classes or correct the label`,
      );
    }
    rows[i * numClasses + label] = 1;
  }
  return rows;
}
