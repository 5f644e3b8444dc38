import { batches, type ImageSet } from "../data/mod.ts";
import { breather } from "./_breather.ts";
import { LookAhead } from "./_look_ahead.ts";
import { RunningMeans } from "./_running_means.ts";
import { restore, snapshotOf } from "./_snapshot.ts";
import { Stopwatch } from "./_stopwatch.ts";
import { batching, type TrainingBatches, trainingBatches } from "./_training_batches.ts";
import type { TrainingContext } from "./callback.ts";
import { DivergedError } from "./errors.ts";
import {
  checkArguments,
  type FitData,
  type FitOptions,
  type FitResult,
  INTERRUPTED,
} from "./fit_options.ts";
import { copyHistory, newHistory, record } from "./history.ts";
import type { StepLogs, TrainingProgram } from "./program.ts";

/**
 * Trains as Keras's `fit` does: shuffles, runs the batches, validates, calls the callbacks, and
 * keeps the metrics of each epoch as means over its samples. The weights stay in the program;
 * `program.syncToModel()` puts them into the model.
 *
 * Each training batch is prepared while the program computes the one before, by worker threads where
 * images are augmented.
 *
 * @throws {RangeError} For options or data that cannot be trained with.
 * @throws {DivergedError} When the loss of a batch is not finite.
 * @throws {Error} When a worker thread that augments images cannot start or fails.
 */
export async function fit(
  program: TrainingProgram,
  data: FitData,
  options: FitOptions,
): Promise<FitResult> {
  checkArguments(data, options);
  const { epochs, batchSize, callbacks = [], resume, signal } = options;
  const steps = Math.ceil(data.train.count / batchSize);
  const params = { epochs, steps, batchSize };
  const history = resume ? copyHistory(resume.history, params) : newHistory(params);
  const clock = options.clock ?? (() => performance.now());
  const watch = new Stopwatch(clock);
  const secondsSoFar = () => (resume?.seconds ?? 0) + watch.elapsed / 1000;
  const breathe = breather(clock);
  const listeners = callbacks.filter((callback) => callback.onBatchEnd !== undefined);
  let stoppedBy: string | undefined;
  let images = resume?.images ?? 0;

  const context: TrainingContext = {
    program,
    history,
    stop: (reason) => {
      stoppedBy ??= reason;
    },
    snapshot: () => snapshotOf(program, history, callbacks, { seconds: secondsSoFar(), images }),
  };

  async function trainEpoch(source: TrainingBatches, epoch: number): Promise<StepLogs> {
    watch.start();
    const means = new RunningMeans();
    const items = new LookAhead(source.epoch(epoch));
    try {
      for (let batch = 0;; batch++) {
        const item = await items.next();
        if (item === undefined) break;
        const { x, y, size } = item;
        const step = program.trainOnBatch(x, y, size, epoch * steps + batch);
        items.prepare();
        const logs = await step;
        if (!Number.isFinite(logs["loss"])) {
          const where = { epoch, epochs, batch, steps };
          throw new DivergedError(logs["loss"] ?? NaN, where, program.learningRate);
        }
        means.add(logs, size);
        images += size;
        if (listeners.length > 0) {
          watch.stop();
          const running = means.result();
          for (const callback of listeners) await callback.onBatchEnd!(batch, running, context);
          watch.start();
        }
        await breathe();
        if (signal?.aborted) break;
      }
    } finally {
      await items.close();
    }
    watch.stop();
    return means.result();
  }

  async function validate(validation: ImageSet): Promise<StepLogs> {
    const means = new RunningMeans();
    for (const { x, y, size } of batches(validation, batching(data, batchSize))) {
      means.add(await program.testOnBatch(x, y, size), size);
      await breathe();
      if (signal?.aborted) break;
    }
    return means.result("val_");
  }

  if (resume !== undefined) restore(resume, program, callbacks);
  const source = trainingBatches(data, options);
  try {
    for (const callback of callbacks) await callback.onTrainBegin?.(context);
    for (let epoch = resume?.epoch ?? 0; epoch < epochs && stoppedBy === undefined; epoch++) {
      if (signal?.aborted) break;
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, context);
      const trained = await trainEpoch(source, epoch);
      const validated = data.validation && !signal?.aborted ? await validate(data.validation) : {};
      if (signal?.aborted) break;
      const logs = { ...trained, ...validated };
      record(history, epoch, logs);
      for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, context);
    }
    if (signal?.aborted && history.epoch.length < epochs) stoppedBy ??= INTERRUPTED;
  } finally {
    source.close();
    for (const callback of callbacks) await callback.onTrainEnd?.(context);
  }

  const seconds = secondsSoFar();
  return {
    history,
    seconds,
    images,
    imagesPerSecond: seconds > 0 ? images / seconds : 0,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  };
}
