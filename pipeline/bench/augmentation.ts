import type { Recipe } from "../../models/mod.ts";
import { type Augmentation, augmentedBatches, type ImageSet } from "../../src/data/mod.ts";
import { type Callback, fit, onnxEngine } from "../../src/train/mod.ts";
import { median } from "./figures.ts";
import { firstImages } from "./first_images.ts";

/** What the cost is measured with. */
export const BENCH_AUGMENTATION: Augmentation = { rotation: 10, shift: 0.1, zoom: 0.1 };

/** How long to measure. */
export interface AugmentationBenchOptions {
  readonly numClasses: number;
  /** Steps that a turn trains, 3 or more; the first one, in which the worker starts, is not timed. */
  readonly steps: number;
  /** Turns of each way; the ways take turns. */
  readonly turns: number;
  /** Seeds weights, shuffles, dropout and augmentation. */
  readonly seed: number;
}

/** Speeds, each the median over the turns. */
export interface AugmentationFigures {
  readonly recipe: string;
  readonly batchSize: number;
  /** Images/s of the training as it is. */
  readonly plain: number;
  /** Images/s of the training with augmentation in one worker thread. */
  readonly augmented: number;
  /** Median over the turns of a step's time with augmentation by that of the turn before without. */
  readonly stepRatio: number;
  /** Images/s that one worker prepares while nothing is trained. */
  readonly worker: number;
}

/**
 * Measures what augmentation costs a training on the processor: with and without it take turns on the
 * same program.
 */
export async function benchAugmentation(
  recipe: Recipe,
  train: ImageSet,
  { numClasses, steps, turns, seed }: AugmentationBenchOptions,
): Promise<AugmentationFigures> {
  const { name, batchSize } = recipe;
  const set = firstImages(train, steps * batchSize);
  const model = recipe.build({ shape: train.shape, numClasses, seed });
  const program = await onnxEngine.compile(model, { seed, batchSize, provider: "cpu" });
  const { scale } = recipe.preprocessing(train.shape);
  try {
    const plain: number[] = [];
    const augmented: number[] = [];
    // One turn more than counted, to warm up.
    for (let turn = 0; turn <= turns; turn++) {
      for (const augment of [undefined, BENCH_AUGMENTATION]) {
        const timer = stepTimer();
        await fit(program, { train: set, numClasses, scale }, {
          epochs: 1,
          batchSize,
          seed: seed + turn,
          callbacks: [timer.callback],
          ...augment !== undefined && { augment },
        });
        const speeds = augment === undefined ? plain : augmented;
        if (turn > 0) speeds.push(batchSize / timer.secondsPerStep());
      }
    }
    return {
      recipe: name,
      batchSize,
      plain: median(plain),
      augmented: median(augmented),
      stepRatio: median(plain.map((speed, turn) => speed / augmented[turn]!)),
      worker: await workerSpeed(set, { batchSize, numClasses, seed, turns }),
    };
  } finally {
    await program.dispose();
    model.dispose();
  }
}

/** Times the steps of a training from the end of the first one, what comes between them included. */
function stepTimer(): { callback: Callback; secondsPerStep: () => number } {
  const ends: number[] = [];
  return {
    callback: { onBatchEnd: () => void ends.push(performance.now()) },
    secondsPerStep: () => (ends.at(-1)! - ends[0]!) / 1000 / (ends.length - 1),
  };
}

/** The median speed of a worker over epochs, after one to warm up. */
async function workerSpeed(
  set: ImageSet,
  { turns, ...options }: { batchSize: number; numClasses: number; seed: number; turns: number },
): Promise<number> {
  const source = augmentedBatches(set, { ...options, augmentation: BENCH_AUGMENTATION });
  const speeds: number[] = [];
  try {
    for (let turn = 0; turn <= turns; turn++) {
      const begin = performance.now();
      let images = 0;
      for await (const { size } of source.epoch(turn)) images += size;
      if (turn > 0) speeds.push(images / ((performance.now() - begin) / 1000));
    }
    return median(speeds);
  } finally {
    source.close();
  }
}
