import { type ImageSet, pixelsOf } from "../src/data/mod.ts";
import type { Evaluation, RankedClass } from "../src/evaluate/mod.ts";
import type { GridCell, LabelledImage } from "../src/report/mod.ts";

/** A prediction for one image of a set. Plain data. */
export interface ImagePrediction {
  /** Position of the image in its set, 0-based. */
  readonly index: number;
  /** The true class. */
  readonly label: number;
  /** The class with the first maximum. */
  readonly predicted: number;
  /** Its probability. */
  readonly probability: number;
  /** The best classes, best first. */
  readonly top3?: readonly RankedClass[];
}

/** Images of a set with the names of their classes; views, no copies. */
export function labelledImages(
  { images, labels, shape, count }: ImageSet,
  classNames: readonly string[],
  limit: number,
): LabelledImage[] {
  const size = pixelsOf(shape);
  return Array.from({ length: Math.min(limit, count) }, (_, index) => ({
    index,
    label: classNames[labels[index]!]!,
    ...shape,
    data: images.subarray(index * size, (index + 1) * size),
  }));
}

/** Predictions with their images as cells of a picture. */
export function predictionCells(
  predictions: readonly ImagePrediction[],
  classNames: readonly string[],
  { images, shape }: ImageSet,
): GridCell[] {
  const size = pixelsOf(shape);
  return predictions.map(({ index, label, predicted, probability, top3 }) => ({
    index,
    label: classNames[label]!,
    predicted: classNames[predicted]!,
    probability,
    ...(top3 === undefined ? {} : {
      top: top3.map((entry) => ({
        name: classNames[entry.label]!,
        probability: entry.probability,
      })),
    }),
    ...shape,
    data: images.subarray(index * size, (index + 1) * size),
  }));
}

/**
 * The first misclassified images as cells of a picture.
 *
 * @param limit How many at the most.
 */
export function misclassifiedCells(
  { misclassified, classNames }: Pick<Evaluation, "misclassified" | "classNames">,
  set: ImageSet,
  limit: number,
): GridCell[] {
  return predictionCells(misclassified.slice(0, limit), classNames, set);
}
