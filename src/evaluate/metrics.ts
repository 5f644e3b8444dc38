import type { Tally } from "./tally.ts";

export { mergeTallies, type Tally, tally } from "./tally.ts";
export {
  type Misclassified,
  misclassified,
  type MisclassifiedOptions,
  type RankedClass,
  topClasses,
} from "./misclassified.ts";

/** Metrics of one class. A ratio whose denominator is 0 is `null`: there is nothing to measure. */
export interface ClassMetrics {
  /** The class, 0-based. */
  readonly label: number;
  /** Share of the samples predicted as this class that are of it; `null` when never predicted. */
  readonly precision: number | null;
  /** Share of the samples of this class that were predicted so; `null` when there are none. */
  readonly recall: number | null;
  /** 2 TP / (2 TP + FP + FN); `null` when the class is neither present nor predicted. */
  readonly f1: number | null;
  /** Number of samples of this class. */
  readonly support: number;
  /** Number of samples predicted as this class. */
  readonly predicted: number;
}

/** Metrics of a classifier over a set of samples. */
export interface Metrics {
  /** Number of samples. */
  readonly count: number;
  /** Share of the samples whose first maximum is the true class, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** `topK[k - 1]`: share of the samples whose true class is among the k best, up to 5 classes. */
  readonly topK: readonly number[];
  /** Unweighted means over the classes that are present or predicted; `null` counts as 0 here. */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** One entry per class, in the order of the classes. */
  readonly perClass: readonly ClassMetrics[];
  /** `confusion[label][predicted]`: number of samples. */
  readonly confusion: readonly (readonly number[])[];
}

/** The metrics of a tally. Throws `RangeError` when it holds no sample. */
export function metricsOf(counts: Tally): Metrics {
  const { count, confusion, ranks } = counts;
  if (count === 0) {
    throw new RangeError("Cannot compute metrics of 0 samples: expected at least 1");
  }
  const perClass = confusion.map((_, label) => classMetrics(confusion, label));
  const seen = perClass.filter((c) => c.f1 !== null);
  const mean = (key: "precision" | "recall" | "f1") =>
    seen.reduce((sum, c) => sum + (c[key] ?? 0), 0) / seen.length;
  let within = 0;
  return {
    count,
    accuracy: ranks[0]! / count,
    loss: counts.lossSum / count,
    topK: ranks.slice(0, 5).map((n) => (within += n) / count),
    macro: { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") },
    perClass,
    confusion,
  };
}

function classMetrics(confusion: readonly (readonly number[])[], label: number): ClassMetrics {
  const hits = confusion[label]![label]!;
  const support = confusion[label]!.reduce((sum, n) => sum + n, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[label]!, 0);
  const ratio = (part: number, whole: number) => whole === 0 ? null : part / whole;
  return {
    label,
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predicted),
    support,
    predicted,
  };
}
