import { type Dataset, type ImageSet, pixelsOf, shuffledIndices } from "../../src/data/mod.ts";
import { type ImagePack, packImages } from "../../web/teach/mod.ts";

/** Images of each kind at the most: what 165 kB hold of MNIST. */
const LIMIT = 1000;

/** What {@linkcode teachFiles} makes packs of. */
export interface TeachFilesOptions {
  readonly dataset: Pick<Dataset, "train" | "test">;
  /** A whole number from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** Files that "Teach it" loads beside the training step. */
export interface TeachPacks {
  readonly stored: Uint8Array<ArrayBuffer>;
  readonly heldBack: Uint8Array<ArrayBuffer>;
}

/**
 * Test images that show what a lesson cost: 1,000, of a small set half. No other part of the page may show
 * them, since a visitor could teach what it shows. The choice depends on the seed alone.
 */
export function heldBackIndices(test: ImageSet, seed: number): readonly number[] {
  // Another order than that in which samples are looked for, which takes the misread ones out of the front.
  const order = shuffledIndices(test.count, seed, 1);
  return [...order.subarray(0, Math.min(LIMIT, Math.ceil(test.count / 2)))];
}

/**
 * The images that "Teach it" needs: 1,000 of the training set, which a lesson mixes with the visitor's
 * drawings so that the model does not forget, and those of {@linkcode heldBackIndices}. The choice depends
 * on the seed alone.
 */
export async function teachFiles({ dataset, seed }: TeachFilesOptions): Promise<TeachPacks> {
  const { train, test } = dataset;
  const stored = [...shuffledIndices(train.count, seed, 0).subarray(0, LIMIT)];
  return {
    stored: await packImages(pick(train, stored)),
    heldBack: await packImages(pick(test, heldBackIndices(test, seed))),
  };
}

function pick(set: ImageSet, indices: readonly number[]): ImagePack {
  const size = pixelsOf(set.shape);
  const pixels = new Uint8Array(indices.length * size);
  indices.forEach((index, i) =>
    pixels.set(set.images.subarray(index * size, (index + 1) * size), i * size)
  );
  return {
    ...set.shape,
    count: indices.length,
    labels: Uint8Array.from(indices, (index) => set.labels[index]!),
    pixels,
  };
}
