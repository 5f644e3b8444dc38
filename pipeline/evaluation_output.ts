import type { Evaluation } from "../src/evaluate/mod.ts";
import { confusionText, percent, perClassText } from "../src/report/mod.ts";

/** An evaluation as a terminal shows it: provider, figures, table of classes, confusion matrix. */
export function evaluationLines(evaluation: Evaluation): string[] {
  const { accuracy, loss, count, classNames, latency, misclassified } = evaluation;
  return [
    ...evaluation.warnings.map((warning) => `Warning: ${warning}`),
    ...evaluation.providerReport.lines,
    `Accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}, ` +
    `${misclassified.length} of ${count} images wrong`,
    `${Math.round(evaluation.imagesPerSecond)} images/s, latency of a batch ` +
    `${latency.p50.toFixed(2)} ms (p50), ${latency.p95.toFixed(2)} ms (p95)`,
    "",
    ...perClassText(evaluation, classNames).split("\n"),
    "",
    ...confusionText(evaluation.confusion, classNames).split("\n"),
  ];
}
