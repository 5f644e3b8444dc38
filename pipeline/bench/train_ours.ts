import type { Recipe } from "../../models/mod.ts";
import type { ImageSet } from "../../src/data/mod.ts";
import { toOnnx } from "../../src/export/mod.ts";
import { type Callback, type Engine, fit, onnxEngine } from "../../src/train/mod.ts";
import type { EpochTime } from "./figures.ts";

/** How long to train. */
export interface TrainingOptions {
  readonly numClasses: number;
  readonly epochs: number;
  /** Seeds weights, shuffles and dropout masks. */
  readonly seed: number;
  /** Threads within one operator. @default one a processor core */
  readonly threads?: number;
  /** What trains. @default {onnxEngine} */
  readonly engine?: Engine;
  /** Called after each epoch, and not timed. */
  readonly afterEpoch?: () => Promise<void>;
}

/** What {@linkcode trainOurs} gives. */
export interface OurTraining {
  /** The epochs from first to last, each with its shuffle, copies, steps and metrics. */
  readonly epochs: readonly EpochTime[];
  /** The trained model as an ONNX file. */
  readonly onnx: Uint8Array<ArrayBuffer>;
}

/** Trains a recipe on the processor, without validation and checkpoints. */
export async function trainOurs(
  recipe: Recipe,
  train: ImageSet,
  { numClasses, epochs, seed, threads, engine = onnxEngine, afterEpoch }: TrainingOptions,
): Promise<OurTraining> {
  const { batchSize } = recipe;
  const model = recipe.build({ shape: train.shape, numClasses, seed });
  const program = await engine.compile(model, {
    seed,
    batchSize,
    provider: "cpu",
    ...(threads === undefined ? {} : { threads }),
  });
  const { scale } = recipe.preprocessing(train.shape);
  const { times, callback } = epochTimer(train.count, afterEpoch);
  try {
    await fit(program, { train, numClasses, scale }, {
      epochs,
      batchSize,
      seed,
      callbacks: [callback],
    });
    program.syncToModel();
    return { epochs: times, onnx: toOnnx(model).bytes };
  } finally {
    await program.dispose();
    model.dispose();
  }
}

function epochTimer(
  images: number,
  afterEpoch: TrainingOptions["afterEpoch"],
): { times: EpochTime[]; callback: Callback } {
  const times: EpochTime[] = [];
  let begin = 0;
  const callback: Callback = {
    onEpochBegin() {
      begin = performance.now();
    },
    async onEpochEnd() {
      times.push({ images, seconds: (performance.now() - begin) / 1000 });
      await afterEpoch?.();
    },
  };
  return { times, callback };
}
