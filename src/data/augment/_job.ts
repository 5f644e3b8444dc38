import { type ImageShape, pixelsOf } from "../dataset.ts";
import { drawTransform } from "./draw_transform.ts";
import type { Augmentation } from "./augmentation.ts";
import { transformImage } from "./transform_image.ts";

/** What a worker is told once. The pixels are shared memory. */
export interface Task {
  readonly images: Uint8Array;
  readonly shape: ImageShape;
  readonly augmentation: Augmentation;
  readonly seed: number;
  readonly batchSize: number;
  /** This worker's number, from 0, and how many there are: it makes every `workers`th batch. */
  readonly worker: number;
  readonly workers: number;
}

/** What a worker is told for an epoch. Turns and slots are shared memory. */
export interface Job {
  readonly epoch: number;
  readonly indices: Uint32Array;
  /** See {@linkcode Ring}. */
  readonly turns: Int32Array;
  /** The ring's places, each of a batch's augmented pixels. */
  readonly slots: readonly Uint8Array[];
}

/** Writes the augmented images of batch `batch` one after the other. */
export function augmentBatch(
  task: Omit<Task, "worker" | "workers">,
  { epoch, indices }: Pick<Job, "epoch" | "indices">,
  batch: number,
  into: Uint8Array,
): void {
  const { images, shape, augmentation, seed, batchSize } = task;
  const pixels = pixelsOf(shape);
  const start = batch * batchSize;
  const size = Math.min(batchSize, indices.length - start);
  for (let i = 0; i < size; i++) {
    const index = indices[start + i]!;
    const image = images.subarray(index * pixels, (index + 1) * pixels);
    const transform = drawTransform(augmentation, seed, epoch, index);
    transformImage(image, shape, transform, into.subarray(i * pixels, (i + 1) * pixels));
  }
}
