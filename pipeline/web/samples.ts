import { type ImageSet, pixelsOf, shuffledIndices } from "../../src/data/mod.ts";
import type { Sample } from "../../web/manifest/mod.ts";

/** Samples of each kind. */
const LIMIT = 20;

/**
 * Test images to click: some that the model gets right, of every class equally many as far as there are, and some that
 * it does not. The choice depends on the seed alone. Of a small test set at most half are taken.
 *
 * @param predicted The model's answer for each image of the set.
 * @param heldBack Images that are not to be shown.
 */
export function chooseSamples(
  test: ImageSet,
  predicted: readonly number[],
  seed: number,
  heldBack: readonly number[] = [],
): Sample[] {
  const limit = Math.min(LIMIT, Math.floor(test.count / 4));
  const hidden = new Set(heldBack);
  const order = [...shuffledIndices(test.count, seed, 0)].filter((index) => !hidden.has(index));
  const labelOf = (index: number) => test.labels[index]!;
  const right = order.filter((index) => predicted[index] === labelOf(index));
  const wrong = order.filter((index) => predicted[index] !== labelOf(index));
  const byLabel = (a: number, b: number) => labelOf(a) - labelOf(b) || a - b;
  return [...inTurns(right, labelOf).slice(0, limit), ...wrong.slice(0, limit)]
    .sort(byLabel)
    .map((index) => ({
      index,
      label: labelOf(index),
      predicted: predicted[index]!,
      pixels: pixelsAt(test, index).toBase64(),
    }));
}

/** The same indices, one of each label, then the next of each. */
function inTurns(indices: readonly number[], labelOf: (index: number) => number): number[] {
  const seen = new Map<number, number>();
  const turns = indices.map((index) => {
    const turn = seen.get(labelOf(index)) ?? 0;
    seen.set(labelOf(index), turn + 1);
    return { index, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ index }) => index);
}

function pixelsAt({ images, shape }: ImageSet, index: number): Uint8Array {
  const size = pixelsOf(shape);
  return new Uint8Array(images.subarray(index * size, (index + 1) * size));
}
