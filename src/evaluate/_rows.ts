/** Refuses labels and probabilities that do not describe `numClasses` classes of the same samples. */
export function checkSizes(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  numClasses: number,
): void {
  if (!Number.isInteger(numClasses) || numClasses < 2) {
    throw new RangeError(
      `Cannot compute metrics for ${numClasses} classes: expected an integer of at least 2`,
    );
  }
  if (probabilities.length !== labels.length * numClasses) {
    throw new TypeError(
      `Cannot compute metrics of ${labels.length} labels and ${probabilities.length} probabilities: ` +
        `expected ${labels.length} * ${numClasses} = ${labels.length * numClasses} probabilities`,
    );
  }
}

/** The label of one sample. Throws `RangeError` when it names no class. */
export function labelAt(labels: ArrayLike<number>, sample: number, numClasses: number): number {
  const label = labels[sample]!;
  if (!Number.isInteger(label) || label < 0 || label >= numClasses) {
    throw new RangeError(
      `Cannot use label ${label} of sample ${sample}: expected an integer from 0 to ${
        numClasses - 1
      }`,
    );
  }
  return label;
}

/**
 * Sum of one sample's probabilities. Throws `RangeError` when one of them is not a probability (with
 * 1e-3 of slack for half precision) or when all are 0.
 */
export function rowSum(
  probabilities: ArrayLike<number>,
  sample: number,
  numClasses: number,
): number {
  let sum = 0;
  for (let c = 0; c < numClasses; c++) {
    const value = probabilities[sample * numClasses + c]!;
    // Written so that NaN fails too.
    if (!(value >= 0 && value <= 1.001)) {
      throw new RangeError(
        `Cannot use the value ${value} of sample ${sample}, class ${c}: expected a probability from ` +
          `0 to 1. ${
            Number.isNaN(value)
              ? "Check the model's weights and inputs for NaN"
              : "Apply softmax to a model that gives logits"
          }`,
      );
    }
    sum += value;
  }
  if (sum === 0) {
    throw new RangeError(
      `Cannot use sample ${sample}: all of its ${numClasses} probabilities are 0, expected a sum of 1`,
    );
  }
  return sum;
}

/**
 * Rank of class `label` in one sample, 0 for the best. Equal probabilities rank by class number, so
 * that rank 0 is the first maximum, as in tfjs's `argMax`.
 */
export function rankOf(
  probabilities: ArrayLike<number>,
  sample: number,
  numClasses: number,
  label: number,
): number {
  const start = sample * numClasses;
  const own = probabilities[start + label]!;
  let rank = 0;
  for (let c = 0; c < numClasses; c++) {
    const other = probabilities[start + c]!;
    if (other > own || (other === own && c < label)) rank++;
  }
  return rank;
}

/** The class with the first maximum in one sample. */
export function bestClass(
  probabilities: ArrayLike<number>,
  sample: number,
  numClasses: number,
): number {
  const start = sample * numClasses;
  let best = 0;
  for (let c = 1; c < numClasses; c++) {
    if (probabilities[start + c]! > probabilities[start + best]!) best = c;
  }
  return best;
}
