import type { Augmentation, AugmentedBatches, ImageSet } from "../../../../src/data/mod.ts";

/** Everything on, so that no part of it goes untested. */
export const ALL: Augmentation = { rotation: 30, shift: 0.2, zoom: 0.2, flip: true };

/** Images of different pixels that come from a counter. */
export function numberedSet(count: number, height = 7, width = 5, channels = 1): ImageSet {
  const pixels = height * width * channels;
  return {
    shape: { height, width, channels },
    images: Uint8Array.from(
      { length: count * pixels },
      (_, i) => Math.imul(i + 1, 2654435761) >>> 24,
    ),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
    count,
  };
}

/** Image `index` of a set. */
export function imageOf(set: ImageSet, index: number): Uint8Array {
  const pixels = set.images.length / set.count;
  return set.images.subarray(index * pixels, (index + 1) * pixels);
}

/** An epoch's batches, copied. */
export async function collect(
  source: AugmentedBatches,
  epoch: number,
  indices?: ArrayLike<number>,
): Promise<{ x: number[]; y: number[]; size: number }[]> {
  const all = [];
  for await (const { x, y, size } of source.epoch(epoch, indices)) {
    all.push({ x: [...x], y: [...y], size });
  }
  return all;
}
