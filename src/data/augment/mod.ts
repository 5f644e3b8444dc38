/**
 * Augmentation: training images turned, moved, scaled and mirrored at random, one by one or as
 * batches that worker threads prepare beside the training.
 *
 * @module
 */
export * from "./augmentation.ts";
export * from "./augmented_batches.ts";
export * from "./draw_transform.ts";
export * from "./transform_image.ts";
