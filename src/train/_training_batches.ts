import {
  augmentedBatches,
  type Batch,
  batches,
  type BatchOptions,
  shuffledIndices,
} from "../data/mod.ts";
import type { FitData, FitOptions } from "./fit_options.ts";

/** The batches of each epoch, in its own order and, where asked for, augmented. */
export interface TrainingBatches {
  epoch(epoch: number): Iterable<Batch> | AsyncIterable<Batch>;
  /** Ends what prepares them. */
  close(): void;
}

/** How to train on the images of `data`. */
export function trainingBatches(data: FitData, options: FitOptions): TrainingBatches {
  const { seed, augment, workers, batchSize } = options;
  const { train } = data;
  const order = (epoch: number) =>
    options.shuffle === false ? undefined : shuffledIndices(train.count, seed, epoch);
  const cut = batching(data, batchSize);
  if (augment === undefined) {
    return {
      epoch(epoch) {
        const indices = order(epoch);
        return batches(train, indices === undefined ? cut : { ...cut, indices });
      },
      close() {},
    };
  }
  const source = augmentedBatches(train, {
    ...cut,
    augmentation: augment,
    seed,
    ...(workers === undefined ? {} : { workers }),
  });
  return { epoch: (epoch) => source.epoch(epoch, order(epoch)), close: source.close };
}

/** How training and validation images become batches. */
export function batching({ numClasses, scale }: FitData, batchSize: number): BatchOptions {
  return { batchSize, numClasses, ...(scale === undefined ? {} : { scale }) };
}
