import { bestClass, checkSizes, labelAt, rankOf, rowSum } from "./_rows.ts";

/**
 * What was counted over a set of samples. Plain data that survives JSON, and tallies of parts of a
 * data set add up ({@linkcode mergeTallies}) to the tally of the whole.
 */
export interface Tally {
  /** Number of samples. */
  readonly count: number;
  /** `confusion[label][predicted]`: number of samples, integers. */
  readonly confusion: readonly (readonly number[])[];
  /** `ranks[r]`: number of samples whose true class had the r-th best probability, integers. */
  readonly ranks: readonly number[];
  /** Sum of the samples' cross-entropies, in nats. The one figure that is not an integer. */
  readonly lossSum: number;
}

/** Keras and tfjs clip probabilities to this distance from 0 and 1 (`epsilon()`). */
const EPSILON = 1e-7;

/**
 * Counts a batch: its confusion matrix, the ranks of the true classes and the summed cross-entropy.
 *
 * The loss follows `categoricalCrossentropy` of tfjs-layers 4.22 (`losses.ts`) and Keras: divide by
 * the row's sum, clip to 1e-7 .. 1 - 1e-7, take -log; in float64.
 *
 * @param labels true classes, one per sample
 * @param probabilities row-major, shape `[labels.length, numClasses]`
 * @throws {TypeError} when the two differ in their number of samples
 * @throws {RangeError} when a label is not a class, or a value is NaN or not a probability
 *
 * @example
 * ```ts
 * import { metricsOf, tally } from "./metrics.ts";
 *
 * const { accuracy } = metricsOf(tally([0, 1], [0.9, 0.1, 0.8, 0.2], 2)); // 0.5
 * ```
 */
export function tally(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  numClasses: number,
): Tally {
  checkSizes(labels, probabilities, numClasses);
  const confusion = Array.from({ length: numClasses }, () => zeros(numClasses));
  const ranks = zeros(numClasses);
  let lossSum = 0;
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labelAt(labels, sample, numClasses);
    const sum = rowSum(probabilities, sample, numClasses);
    const own = probabilities[sample * numClasses + label]! / sum;
    lossSum -= Math.log(Math.min(Math.max(own, EPSILON), 1 - EPSILON));
    confusion[label]![bestClass(probabilities, sample, numClasses)]!++;
    ranks[rankOf(probabilities, sample, numClasses, label)]!++;
  }
  return { count: labels.length, confusion, ranks, lossSum };
}

/**
 * The tally of all samples from the tallies of parts of them. Counts add up exactly; the sum of the
 * losses may differ in its last bits with the order of the parts.
 *
 * @throws {RangeError} when there is no tally, or they have different numbers of classes
 */
export function mergeTallies(tallies: readonly Tally[]): Tally {
  const [first, ...rest] = tallies;
  if (first === undefined) {
    throw new RangeError("Cannot merge 0 tallies: expected at least 1");
  }
  return rest.reduce((whole, part) => {
    if (part.ranks.length !== whole.ranks.length) {
      throw new RangeError(
        `Cannot merge tallies of ${whole.ranks.length} and ${part.ranks.length} classes: ` +
          `expected the same number of classes`,
      );
    }
    return {
      count: whole.count + part.count,
      confusion: whole.confusion.map((row, label) => add(row, part.confusion[label]!)),
      ranks: add(whole.ranks, part.ranks),
      lossSum: whole.lossSum + part.lossSum,
    };
  }, first);
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

const add = (a: readonly number[], b: readonly number[]): number[] => a.map((n, i) => n + b[i]!);
