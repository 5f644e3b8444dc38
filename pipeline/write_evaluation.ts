import { type ImageSet, writeFileAtomic } from "../src/data/mod.ts";
import type { Evaluation } from "../src/evaluate/mod.ts";
import { confusionSvg, gridSvg } from "../src/report/mod.ts";
import { misclassifiedCells } from "./image_cells.ts";

/** Names of the files that {@linkcode writeEvaluation} makes. */
export const EVALUATION_FILES = {
  evaluation: "evaluation.json",
  misclassified: "misclassified.json",
  misclassifiedChart: "misclassified.svg",
  confusionChart: "confusion.svg",
} as const;

/** Misclassified images of the picture; the report shows more. */
const SHOWN = 48;

/** What `evaluation.json` holds: all but the single images. */
export type EvaluationFacts =
  & Omit<Evaluation, "misclassified" | "predicted" | "probability" | "probabilities">
  & { readonly errors: number };

/** An evaluation without the single images. */
export function evaluationFacts(evaluation: Evaluation): EvaluationFacts {
  const {
    misclassified,
    predicted: _predicted,
    probability: _probability,
    probabilities: _probabilities,
    ...rest
  } = evaluation;
  return { ...rest, errors: misclassified.length };
}

/**
 * Writes the figures and the misclassified images, each as JSON and as a picture.
 *
 * @param set The images that were classified.
 * @param pathOf Where a file of that name belongs.
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  set: ImageSet,
  pathOf: (file: string) => string,
): Promise<void> {
  const { misclassified, confusion, classNames } = evaluation;
  const grid = gridSvg(misclassifiedCells(evaluation, set, SHOWN), {
    title: "Misclassified test images",
    total: misclassified.length,
  });
  const files: Record<keyof typeof EVALUATION_FILES, string> = {
    evaluation: toJson(evaluationFacts(evaluation)),
    misclassified: toJson(misclassified),
    misclassifiedChart: grid,
    confusionChart: confusionSvg(confusion, classNames),
  };
  for (const [key, text] of Object.entries(files)) {
    await writeFileAtomic(pathOf(EVALUATION_FILES[key as keyof typeof files]), text);
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
