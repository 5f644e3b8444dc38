import { DataError } from "./data_error.ts";
import type { ImageSet } from "./dataset.ts";
import type { IdxArray } from "./idx.ts";

/** An IDX array and the file that it came from, which errors name. */
export interface NamedArray extends IdxArray {
  readonly path: string;
}

/**
 * Joins images (count x height x width, or count x height x width x channels) with their labels
 * (count). Views of both arrays, no copies.
 *
 * @throws {DataError} When labels stand where images are expected or the other way round, when
 * their counts differ, when there are none, or when the channels are neither 1 nor 3.
 */
export function toImageSet(images: NamedArray, labels: NamedArray): ImageSet {
  const [count, height, width, channels = 1] = images.shape;
  if (count === undefined || height === undefined || width === undefined) {
    throw wrongRank(images, "images (3 dimensions, or 4 with channels)");
  }
  if (images.shape.length > 4) throw wrongRank(images, "images (3 dimensions, or 4 with channels)");
  if (labels.shape.length !== 1) throw wrongRank(labels, "labels (1 dimension)");
  if (channels !== 1 && channels !== 3) {
    throw new DataError(
      images.path,
      `"${images.path}" has images with ${channels} channels: expected 1 (gray) or 3 (RGB) as ` +
        `the last of the sizes ${images.shape.join(" x ")}. Store the images row by row as ` +
        `height x width x channels`,
    );
  }
  if (count === 0 || height === 0 || width === 0) {
    throw new DataError(
      images.path,
      `"${images.path}" holds no pixels: its sizes are ${images.shape.join(" x ")}. ` +
        `Give a file with at least one image`,
    );
  }
  if (labels.shape[0] !== count) {
    throw new DataError(
      labels.path,
      `"${images.path}" holds ${count} images but "${labels.path}" ${labels.shape[0]} labels: ` +
        `expected the same number. Give two files that belong together`,
    );
  }
  return { shape: { height, width, channels }, images: images.data, labels: labels.data, count };
}

function wrongRank(array: NamedArray, expected: string): DataError {
  const rank = array.shape.length;
  const found = rank === 1 ? "labels" : rank === 3 || rank === 4 ? "images" : "an array";
  return new DataError(
    array.path,
    `"${array.path}" holds ${found} (${rank} ${rank === 1 ? "dimension" : "dimensions"}: ` +
      `${array.shape.join(" x ")}) where ${expected} are expected. Give the other file, ` +
      `or check whether images and labels were swapped`,
  );
}
