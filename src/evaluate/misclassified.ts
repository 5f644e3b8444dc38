import { bestClass, checkSizes, labelAt, rowSum } from "./_rows.ts";

/** A class and the probability a model gave it. */
export interface RankedClass {
  /** The class, 0-based. */
  readonly label: number;
  /** Its probability, 0 to 1. */
  readonly probability: number;
}

/** A sample that was classified wrongly. */
export interface Misclassified {
  /** Position of the sample in its data set, 0-based. */
  readonly index: number;
  /** The true class. */
  readonly label: number;
  /** The class with the first maximum. */
  readonly predicted: number;
  /** Probability of the predicted class. */
  readonly probability: number;
  /** The three best classes (fewer when there are fewer), best first; equals by class number. */
  readonly top3: readonly RankedClass[];
}

/** Options of {@linkcode misclassified}. */
export interface MisclassifiedOptions {
  /** Position of the first sample in its data set, for batches and shards. @default {0} */
  readonly offset?: number;
}

/**
 * The samples of a batch whose first maximum is not their label, in the order of the batch. Takes the
 * same arguments and throws the same errors as {@linkcode tally}.
 */
export function misclassified(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  numClasses: number,
  options: MisclassifiedOptions = {},
): Misclassified[] {
  checkSizes(labels, probabilities, numClasses);
  const { offset = 0 } = options;
  const wrong: Misclassified[] = [];
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labelAt(labels, sample, numClasses);
    rowSum(probabilities, sample, numClasses);
    const predicted = bestClass(probabilities, sample, numClasses);
    if (predicted === label) continue;
    const row = Array.from(
      { length: numClasses },
      (_, c) => probabilities[sample * numClasses + c]!,
    );
    wrong.push({
      index: offset + sample,
      label,
      predicted,
      probability: row[predicted]!,
      top3: topClasses(row, 3),
    });
  }
  return wrong;
}

/** The `k` best classes of one sample, best first; equal probabilities by class number. */
export function topClasses(probabilities: ArrayLike<number>, k: number): RankedClass[] {
  return Array.from(probabilities, (probability, label) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability || a.label - b.label)
    .slice(0, k);
}
