import { BatchBuffer } from "./_batch_buffer.ts";
import { checkPositive, labelAt } from "./_check_batches.ts";
import { type ImageSet, pixelsOf } from "./dataset.ts";

/** Images and labels for one step. */
export interface Batch {
  /** Scaled pixels, `size` x height x width x channels, row-major. */
  readonly x: Float32Array;
  /** One-hot labels, `size` x number of classes, row-major. */
  readonly y: Float32Array;
  /** Number of images. */
  readonly size: number;
}

/** How {@linkcode batches} cuts and scales a set. */
export interface BatchOptions {
  /** Images in each batch; the last one may have fewer. */
  readonly batchSize: number;
  /** Columns of the one-hot labels. */
  readonly numClasses: number;
  /** Which images, in which order. Default: all, in the order of the set. */
  readonly indices?: ArrayLike<number>;
  /** A pixel p becomes p * scale + offset. Default: 1/255. */
  readonly scale?: number;
  /** Added after scaling. Default: 0. */
  readonly offset?: number;
}

/**
 * Cuts a set into batches, scaled and one-hot encoded.
 *
 * **`x` and `y` are used again for the batch after the next**, so that an epoch allocates nothing, and
 * a batch can be prepared during the step before: copy what has to live longer. Each iteration over
 * the result has arrays of its own.
 *
 * @throws {RangeError} At once for a batch size or a number of classes that is not a positive whole
 * number; while iterating for an index or a label out of range.
 *
 * @example
 * ```ts
 * import { batches } from "./batches.ts";
 *
 * const set = {
 *   shape: { height: 1, width: 2, channels: 1 },
 *   images: Uint8Array.of(0, 255, 51, 102, 255, 0),
 *   labels: Uint8Array.of(1, 0, 1),
 *   count: 3,
 * };
 * const sizes = [...batches(set, { batchSize: 2, numClasses: 2 })].map((batch) => batch.size);
 * if (sizes.join() !== "2,1") throw new Error(`unexpected sizes ${sizes}`);
 * ```
 */
export function batches(set: ImageSet, options: BatchOptions): Iterable<Batch> {
  checkPositive("batchSize", options.batchSize);
  checkPositive("numClasses", options.numClasses);
  return { [Symbol.iterator]: () => iterate(set, options) };
}

function* iterate(set: ImageSet, options: BatchOptions): Generator<Batch, undefined> {
  const { batchSize, numClasses, indices } = options;
  const pixels = pixelsOf(set.shape);
  const total = indices?.length ?? set.count;
  const buffer = new BatchBuffer(set.shape, options, Math.min(batchSize, total));
  for (let start = 0; start < total; start += batchSize) {
    const size = Math.min(batchSize, total - start);
    for (let i = 0; i < size; i++) {
      const index = indices === undefined ? start + i : indices[start + i]!;
      const label = labelAt(set, index, numClasses);
      buffer.put(i, set.images.subarray(index * pixels, (index + 1) * pixels), label);
    }
    yield buffer.take(size);
  }
}
