import { BatchBuffer } from "../_batch_buffer.ts";
import { checkPositive, labelAt } from "../_check_batches.ts";
import type { Batch, BatchOptions } from "../batches.ts";
import { type ImageSet, pixelsOf } from "../dataset.ts";
import { augmentBatch } from "./_job.ts";
import { AugmentingPool } from "./_pool.ts";
import { type Augmentation, completeAugmentation } from "./augmentation.ts";

/** How {@linkcode augmentedBatches} cuts, changes and scales a set. */
export interface AugmentedBatchOptions extends Omit<BatchOptions, "indices"> {
  /** What is done to the images. */
  readonly augmentation: Augmentation;
  /** Seeds the draws: a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /**
   * Worker threads that prepare batches ahead; 0 prepares each one in the calling thread when it is
   * asked for. The batches are the same. @default {1}
   */
  readonly workers?: number;
}

/** Augmented batches, epoch by epoch. */
export interface AugmentedBatches {
  /**
   * The batches of an epoch, whose `x` and `y` are used again for the batch after the next. An epoch
   * can be left early; two at the same time are not possible.
   *
   * @param epoch A whole number from 0: each epoch has its own draws.
   * @param indices Which images, in which order. Default: all, in the order of the set.
   * @throws {RangeError} At the first batch, for an index or a label out of range.
   * @throws {Error} When a worker cannot start or fails, or after `close`.
   */
  epoch(epoch: number, indices?: ArrayLike<number>): AsyncIterable<Batch>;
  /** Ends the worker threads. Until then they keep the process alive. */
  close(): void;
}

/**
 * Batches of a set whose images are changed at random, prepared by worker threads while the caller
 * is busy. What an image becomes depends on the seed, the epoch and its index alone: not on the
 * batch size, the order, or the number of workers.
 *
 * The images are copied once into memory that the threads share.
 *
 * @throws {RangeError} When an option is out of range.
 *
 * @example
 * ```ts
 * import { augmentedBatches } from "./augmented_batches.ts";
 *
 * const set = {
 *   shape: { height: 2, width: 2, channels: 1 },
 *   images: Uint8Array.of(0, 255, 51, 102, 255, 0, 9, 8),
 *   labels: Uint8Array.of(1, 0),
 *   count: 2,
 * };
 * const augmentation = { rotation: 10, shift: 0.1, zoom: 0.1 };
 * const source = augmentedBatches(set, { augmentation, seed: 42, batchSize: 2, numClasses: 2 });
 * try {
 *   for await (const { x, y, size } of source.epoch(0)) {
 *     if (size !== 2 || x.length !== 8 || y.join() !== "0,1,1,0") throw new Error("unexpected batch");
 *   }
 * } finally {
 *   source.close();
 * }
 * ```
 */
export function augmentedBatches(set: ImageSet, options: AugmentedBatchOptions): AugmentedBatches {
  const { batchSize, numClasses, seed, workers = 1 } = options;
  const augmentation = completeAugmentation(options.augmentation);
  checkPositive("batchSize", batchSize);
  checkPositive("numClasses", numClasses);
  checkWhole("seed", seed, 2 ** 32 - 1);
  checkWhole("workers", workers, MOST_WORKERS);
  const { shape, images } = set;
  const task = { images, shape, augmentation, seed, batchSize };
  const slotBytes = batchSize * pixelsOf(shape);
  const pool = workers === 0 ? undefined : new AugmentingPool(task, workers, slotBytes);

  async function* here(epoch: number, indices: Uint32Array, batches: number) {
    const pixels = new Uint8Array(slotBytes);
    for (let batch = 0; batch < batches; batch++) {
      augmentBatch(task, { epoch, indices }, batch, pixels);
      yield pixels;
    }
  }

  async function* epochOf(epoch: number, order?: ArrayLike<number>) {
    checkWhole("epoch", epoch, 2 ** 32 - 1);
    const indices = checkedIndices(set, numClasses, order);
    const buffer = new BatchBuffer(shape, options, Math.min(batchSize, indices.length));
    const pixels = pixelsOf(shape);
    const batches = Math.ceil(indices.length / batchSize);
    const source = pool?.epoch(epoch, indices, batches) ?? here(epoch, indices, batches);
    let start = 0;
    for await (const augmented of source) {
      const size = Math.min(batchSize, indices.length - start);
      for (let i = 0; i < size; i++) {
        const image = augmented.subarray(i * pixels, (i + 1) * pixels);
        buffer.put(i, image, set.labels[indices[start + i]!]!);
      }
      start += size;
      yield buffer.take(size);
    }
  }

  return { epoch: epochOf, close: () => pool?.close() };
}

/** More threads than this are a mistake: one feeds any training on a processor. */
const MOST_WORKERS = 64;

function checkedIndices(
  set: ImageSet,
  numClasses: number,
  order: ArrayLike<number> = { length: set.count },
): Uint32Array {
  return Uint32Array.from(order, (given: number | undefined, i) => {
    const index = given ?? i;
    labelAt(set, index, numClasses);
    return index;
  });
}

function checkWhole(name: string, value: number, max: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= max)) {
    throw new RangeError(
      `Cannot augment with ${name} ${value}: expected a whole number from 0 to ${max}`,
    );
  }
}
