import { type ImageSet, pixelsOf } from "../../src/data/mod.ts";

/** The first images of a set, at most `count`; a view, no copy. */
export function firstImages(set: ImageSet, count: number): ImageSet {
  const taken = Math.min(count, set.count);
  return {
    shape: set.shape,
    images: set.images.subarray(0, taken * pixelsOf(set.shape)),
    labels: set.labels.subarray(0, taken),
    count: taken,
  };
}
