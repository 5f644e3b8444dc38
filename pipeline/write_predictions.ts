import { type ImageSet, writeFileAtomic } from "../src/data/mod.ts";
import type { Evaluation } from "../src/evaluate/mod.ts";
import { type Calibration, calibrationOf, calibrationSvg, gridSvg } from "../src/report/mod.ts";
import { type ImagePrediction, predictionCells } from "./image_cells.ts";

/** Names of the files that {@linkcode writePredictions} makes. */
export const PREDICTION_FILES = {
  predictions: "predictions.json",
  predictionsChart: "predictions.svg",
  calibrationChart: "calibration.svg",
} as const;

/** What `predictions.json` holds. */
export interface PredictionFacts {
  /** The first images. */
  readonly first: readonly ImagePrediction[];
  /** Accuracy against confidence, over all images. */
  readonly calibration: Calibration;
}

/** Images of the grid, five by five. */
const SHOWN = 25;

/**
 * Writes what a model says about the first images of a set, and its accuracy against its confidence,
 * as JSON and as pictures.
 *
 * @param set The images that were classified.
 * @param pathOf Where a file of that name belongs.
 */
export async function writePredictions(
  { predicted, probability, classNames }: Pick<
    Evaluation,
    "predicted" | "probability" | "classNames"
  >,
  set: ImageSet,
  pathOf: (file: string) => string,
): Promise<void> {
  const first = predicted.slice(0, SHOWN).map((best, index) => ({
    index,
    label: set.labels[index]!,
    predicted: best,
    probability: probability[index]!,
  }));
  const right = predicted.map((best, index) => best === set.labels[index]);
  const facts: PredictionFacts = { first, calibration: calibrationOf(probability, right) };
  const chart = gridSvg(predictionCells(first, classNames, set), {
    title: "Predictions for test images",
    total: set.count,
    columns: 5,
  });
  const files: Record<keyof typeof PREDICTION_FILES, string> = {
    predictions: `${JSON.stringify(facts, null, 2)}\n`,
    predictionsChart: chart,
    calibrationChart: calibrationSvg(facts.calibration),
  };
  for (const [key, text] of Object.entries(files)) {
    await writeFileAtomic(pathOf(PREDICTION_FILES[key as keyof typeof files]), text);
  }
}
