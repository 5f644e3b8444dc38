import type { Metrics } from "../evaluate/mod.ts";
import { checkConfusion } from "./_confusion.ts";
import { percent } from "./_format.ts";
import { truncate } from "./_text.ts";
import { textTable } from "./text_table.ts";

/** Options of {@linkcode confusionText}. */
export interface ConfusionTextOptions {
  /** Columns of the terminal; a wider matrix is replaced by a list of its errors. @default {100} */
  readonly width?: number;
  /** Longest list of errors. @default {20} */
  readonly limit?: number;
}

/**
 * A confusion matrix for a terminal: rows are true classes, columns predicted ones, `·` is 0. A matrix
 * that is wider than the terminal becomes a list of its most frequent errors.
 *
 * @param matrix `matrix[label][predicted]`, counts
 * @throws {TypeError} when the matrix is not square or the names do not match it
 */
export function confusionText(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
  options: ConfusionTextOptions = {},
): string {
  checkConfusion(matrix, classNames);
  const { width = 100, limit = 20 } = options;
  const table = textTable(
    [
      ["true \\ predicted", ...classNames.map((name) => truncate(name, 8))],
      ...matrix.map((row, label) => [
        truncate(classNames[label]!, 20),
        ...row.map((count) => count === 0 ? "·" : String(count)),
      ]),
    ],
    { align: ["left", ...classNames.map(() => "right" as const)] },
  );
  const widest = Math.max(...table.split("\n").map((line) => line.length));
  return widest <= width ? table : errorList(matrix, classNames, limit);
}

function errorList(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
  limit: number,
): string {
  const errors = matrix.flatMap((row, label) =>
    row.map((count, predicted) => ({ label, predicted, count }))
  ).filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted);
  if (errors.length === 0) return "No errors";
  const table = textTable([
    ["true", "predicted", "samples"],
    ...errors.slice(0, limit).map(({ label, predicted, count }) => [
      truncate(classNames[label]!, 30),
      truncate(classNames[predicted]!, 30),
      count,
    ]),
  ]);
  const left = errors.length - limit;
  return left > 0 ? `${table}\n… and ${left} more kind${left === 1 ? "" : "s"} of error` : table;
}

/**
 * Precision, recall, F1 and support of each class for a terminal, with their unweighted mean.
 *
 * @throws {TypeError} when the names do not match the metrics' classes
 */
export function perClassText(metrics: Metrics, classNames: readonly string[]): string {
  checkConfusion(metrics.confusion, classNames);
  const { macro, perClass, count } = metrics;
  return textTable([
    ["class", "precision", "recall", "f1", "support"],
    ...perClass.map(({ label, precision, recall, f1, support }) => [
      truncate(classNames[label]!, 30),
      percent(precision),
      percent(recall),
      percent(f1),
      support,
    ]),
    ["mean", percent(macro.precision), percent(macro.recall), percent(macro.f1), count],
  ]);
}
