import { type ImageSet, pixelsOf } from "./dataset.ts";

/** The two parts of a set. */
export interface Split {
  /** The first images. */
  readonly train: ImageSet;
  /** The last images. */
  readonly validation: ImageSet;
}

/**
 * Sets the last `fraction` of the images aside for validation, as Keras's `validation_split`: in
 * the order of the set, before any shuffling. The training part has floor(count * (1 - fraction))
 * images (`train_validation_split` in Keras's `array_slicing.py`). Both are views, no copies.
 *
 * @param fraction Between 0 and 1, both excluded.
 * @throws {RangeError} When the fraction is out of range or leaves one of the parts empty.
 */
export function split(set: ImageSet, fraction: number): Split {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(
      `Cannot split with validation fraction ${fraction}: expected a number between 0 and 1, ` +
        `both excluded, such as 0.2`,
    );
  }
  const numTrain = Math.floor(set.count * (1 - fraction));
  if (numTrain === 0 || numTrain === set.count) {
    throw new RangeError(
      `Cannot split ${set.count} images with validation fraction ${fraction}: ` +
        `it leaves ${numTrain} for training and ${set.count - numTrain} for validation, ` +
        `expected at least one in each. Use another fraction or more images`,
    );
  }
  return {
    train: slice(set, 0, numTrain),
    validation: slice(set, numTrain, set.count),
  };
}

/**
 * The images from `start` up to but without `end`, as a view.
 *
 * @throws {RangeError} When they are not all in the set.
 */
export function slice(set: ImageSet, start: number, end: number): ImageSet {
  if (
    !(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end) ||
    end > set.count
  ) {
    throw new RangeError(
      `Cannot slice images ${start} to ${end} of ${set.count}: ` +
        `expected whole numbers with 0 <= start <= end <= ${set.count}`,
    );
  }
  const pixels = pixelsOf(set.shape);
  return {
    shape: set.shape,
    images: set.images.subarray(start * pixels, end * pixels),
    labels: set.labels.subarray(start, end),
    count: end - start,
  };
}
