import { type ImageSet, pixelsOf } from "../src/data/mod.ts";
import type { Evaluation } from "../src/evaluate/mod.ts";
import { confusionText, type GridCell, perClassText } from "../src/report/mod.ts";

/** Images that a picture of the misclassified ones shows at the most. */
const SHOWN = 48;

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

/** The first misclassified images as cells of a picture. */
export function misclassifiedCells(
  { misclassified, classNames }: Pick<Evaluation, "misclassified" | "classNames">,
  { images, shape }: ImageSet,
): GridCell[] {
  const size = pixelsOf(shape);
  return misclassified.slice(0, SHOWN).map(({ index, label, predicted, probability }) => ({
    index,
    label: classNames[label]!,
    predicted: classNames[predicted]!,
    probability,
    ...shape,
    data: images.subarray(index * size, (index + 1) * size),
  }));
}

/** 0.9912 as `99.12 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
