import type { Augmentation, ImageSet } from "../data/mod.ts";
import type { Callback, TrainingSnapshot } from "./callback.ts";
import type { History } from "./program.ts";

/** Images to train on and, where given, to validate on after each epoch. */
export interface FitData {
  /** Images that the weights are fitted to. */
  readonly train: ImageSet;
  /** Images that are only measured. */
  readonly validation?: ImageSet;
  /** Columns of the one-hot labels: the model's outputs. */
  readonly numClasses: number;
  /** Factor that turns a pixel into a model input. @default {1 / 255} */
  readonly scale?: number;
}

/** How to train. */
export interface FitOptions {
  /** Epochs in all, those before a resume included. */
  readonly epochs: number;
  /** Images in a batch; the last one of an epoch may be smaller. */
  readonly batchSize: number;
  /** Seeds the order of the images, which is a new one in each epoch. */
  readonly seed: number;
  /** Whether to shuffle at all. @default {true} */
  readonly shuffle?: boolean;
  /**
   * How the training images are changed at random, each anew in each epoch; `seed` decides how.
   * Validation images stay as they are. Absent: no change.
   */
  readonly augment?: Augmentation;
  /**
   * Threads that augment beside the training; 0 augments in the training's own thread. The results
   * are the same. @default {1}
   */
  readonly workers?: number;
  /** Called in this order at each hook. @default {[]} */
  readonly callbacks?: readonly Callback[];
  /** Where to go on from, as read from a checkpoint. */
  readonly resume?: TrainingSnapshot;
  /** Stops the training after the current batch; the unfinished epoch is not in the history. */
  readonly signal?: AbortSignal;
  /** Time in milliseconds. @default {performance.now} */
  readonly clock?: () => number;
}

/** What a training came to. */
export interface FitResult {
  /** Metrics per epoch, those before a resume included. */
  readonly history: History;
  /**
   * Wall time of the training epochs, those before a resume included: shuffling, copying, steps and
   * metrics. Not in it: validation and callbacks, so neither checkpoints nor the progress bar.
   */
  readonly seconds: number;
  /** Images trained on, each counted once an epoch, those before a resume included. */
  readonly images: number;
  /** `images / seconds`, 0 where nothing was trained. */
  readonly imagesPerSecond: number;
  /** Why training ended before its last epoch: a callback's reason, or `"interrupted"`. */
  readonly stoppedBy?: string;
}

/** {@linkcode FitResult.stoppedBy} after {@linkcode FitOptions.signal}. */
export const INTERRUPTED = "interrupted";

/** Throws `RangeError` for options or data that cannot be trained with. */
export function checkArguments(data: FitData, options: FitOptions): void {
  for (const name of ["epochs", "batchSize"] as const) {
    if (!Number.isInteger(options[name]) || options[name] < 1) {
      throw new RangeError(`Cannot train with ${name} ${options[name]}: expected 1 or more`);
    }
  }
  for (const [name, set] of [["training", data.train], ["validation", data.validation]] as const) {
    if (set?.count === 0) {
      throw new RangeError(`Cannot train: the ${name} set has no images`);
    }
  }
  const done = options.resume?.epoch ?? 0;
  if (done > options.epochs) {
    throw new RangeError(
      `Cannot resume after epoch ${done}: epochs is ${options.epochs}. Set it to ${done} or more`,
    );
  }
}
