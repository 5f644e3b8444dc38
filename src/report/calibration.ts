/** The samples whose confidence lies between two bounds. */
export interface CalibrationBin {
  /** Lower bound of the confidence, excluded. */
  readonly from: number;
  /** Upper bound, included. */
  readonly to: number;
  /** Number of samples. */
  readonly count: number;
  /** Number of samples that were classified right. */
  readonly right: number;
  /** Mean confidence; 0 without samples. */
  readonly confidence: number;
}

/** How often a classifier is right where it is how sure of itself. Plain data. */
export interface Calibration {
  /** Number of samples. */
  readonly count: number;
  /** Equally wide bins over 0 to 1, in order. */
  readonly bins: readonly CalibrationBin[];
  /**
   * Expected calibration error: the bins' distances between accuracy and mean confidence, weighted
   * by their samples; 0 to 1.
   */
  readonly expectedError: number;
}

/**
 * Sorts samples by their confidence into equally wide bins and compares it with their accuracy
 * (Guo, Pleiss, Sun and Weinberger 2017, https://arxiv.org/abs/1706.04599, section 2).
 *
 * @param confidences the probability of the predicted class, 0 to 1, one per sample
 * @param right whether the sample was classified right, one per sample
 * @param binCount number of bins
 * @throws {TypeError} when the two differ in their number of samples
 * @throws {RangeError} when there is no sample, a confidence is no probability, or `binCount` is not a
 * positive integer
 *
 * @example
 * ```ts
 * import { calibrationOf } from "./calibration.ts";
 *
 * const { expectedError } = calibrationOf([0.9, 0.9, 0.6, 0.6], [true, true, true, false], 5);
 * if (Math.abs(expectedError - 0.1) > 1e-9) throw new Error(`unexpected ${expectedError}`);
 * ```
 */
export function calibrationOf(
  confidences: ArrayLike<number>,
  right: ArrayLike<boolean>,
  binCount = 10,
): Calibration {
  const count = confidences.length;
  if (right.length !== count) {
    throw new TypeError(
      `Cannot compare ${count} confidences with ${right.length} outcomes: expected as many`,
    );
  }
  if (count === 0) throw new RangeError("Cannot compute the calibration of 0 samples: expected 1");
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new RangeError(`Cannot use ${binCount} bins: expected a positive integer`);
  }
  const sums = Array.from({ length: binCount }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (let i = 0; i < count; i++) {
    const confidence = confidences[i]!;
    // Softmax in float32 may exceed 1 in its last bit.
    if (!(confidence >= 0 && confidence <= 1 + 1e-6)) {
      throw new RangeError(
        `Cannot use confidence ${confidence} of sample ${i}: expected a probability from 0 to 1`,
      );
    }
    const bin = sums[Math.min(binCount, Math.max(1, Math.ceil(confidence * binCount))) - 1]!;
    bin.count++;
    bin.right += Number(right[i]);
    bin.confidence += confidence;
  }
  const bins = sums.map((sum, i): CalibrationBin => ({
    ...sum,
    from: i / binCount,
    to: (i + 1) / binCount,
    confidence: sum.count === 0 ? 0 : sum.confidence / sum.count,
  }));
  const gaps = bins.map((bin) => Math.abs(bin.right - bin.confidence * bin.count));
  return { count, bins, expectedError: gaps.reduce((sum, gap) => sum + gap, 0) / count };
}
