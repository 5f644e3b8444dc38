/** Refuses a matrix that is not square or does not fit the names. */
export function checkConfusion(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
): void {
  const n = classNames.length;
  if (n === 0 || matrix.length !== n || matrix.some((row) => row.length !== n)) {
    throw new TypeError(
      `Cannot show a confusion matrix of ${matrix.length} rows and [${[
        ...new Set(matrix.map((row) => row.length)),
      ]}] columns with ${n} class names: expected as many rows and columns as names, at least 1`,
    );
  }
}
