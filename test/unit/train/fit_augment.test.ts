import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { drawTransform, shuffledIndices, transformImage } from "../../../src/data/mod.ts";
import {
  type Callback,
  DivergedError,
  fit,
  type FitOptions,
  INTERRUPTED,
  tfjsEngine,
  type TrainingProgram,
  type TrainingSnapshot,
} from "../../../src/train/mod.ts";
import { NUM_CLASSES, tinyModel, type TinyOptions, tinySet } from "./_tiny.ts";

const DATA = { train: tinySet(22), validation: tinySet(9, 5), numClasses: NUM_CLASSES };
const AUGMENT = { rotation: 8, shift: 0.05, zoom: 0.1 };
const OPTIONS = { epochs: 3, batchSize: 8, seed: 7, augment: AUGMENT };

function compile(options: TinyOptions = {}): Promise<TrainingProgram> {
  return tfjsEngine.compile(tinyModel({ dropout: 0.2, ...options }), { seed: 7, batchSize: 8 });
}

/** Trains, and gives the history and the weights. */
async function train(options: Partial<FitOptions> = {}) {
  const program = await compile();
  const { history } = await fit(program, DATA, { ...OPTIONS, ...options });
  return { history, state: program.getState() };
}

describe("fit() with augmentation", () => {
  it("trains on each image as its draw has it, and validates on plain ones", async () => {
    const program = await compile();
    const seen: number[][] = [];
    const validated: number[] = [];
    const recorder: TrainingProgram = Object.create(program, {
      trainOnBatch: {
        value(...batch: Parameters<TrainingProgram["trainOnBatch"]>) {
          for (let i = 0; i < batch[2]; i++) seen.push([...batch[0].subarray(i * 16, i * 16 + 16)]);
          return program.trainOnBatch(...batch);
        },
      },
      testOnBatch: {
        value(...batch: Parameters<TrainingProgram["testOnBatch"]>) {
          validated.push(...batch[0]);
          return program.testOnBatch(...batch);
        },
      },
    });
    await fit(recorder, DATA, { ...OPTIONS, epochs: 2 });
    const { images, shape } = DATA.train;
    const expected = [0, 1].flatMap((epoch) =>
      [...shuffledIndices(22, 7, epoch)].map((index) => {
        const image = images.subarray(index * 16, index * 16 + 16);
        const pixels = transformImage(image, shape, drawTransform(AUGMENT, 7, epoch, index));
        return [...pixels].map((pixel) => Math.fround(pixel / 255));
      })
    );
    expect(seen).toEqual(expected);
    const plain = [...DATA.validation.images].map((pixel) => Math.fround(pixel / 255));
    expect(validated).toEqual([...plain, ...plain]);
  });

  it("learns", async () => {
    const { history } = await train({ epochs: 40 });
    expect(history.metrics["loss"]![39]).toBeLessThan(history.metrics["loss"]![0]! / 2);
    expect(history.metrics["val_accuracy"]![39]).toBeGreaterThan(0.8);
  });

  it("gives the same weights with any number of workers, others for another seed", async () => {
    const here = await train({ workers: 0 });
    expect(await train()).toEqual(here);
    expect(await train({ workers: 3 })).toEqual(here);
    expect((await train({ augment: {} })).history).not.toEqual(here.history);
    expect((await train({ seed: 8 })).history).not.toEqual(here.history);
  });

  it("trains as without where nothing is changed", async () => {
    const { augment: _augment, ...plain } = OPTIONS;
    const program = await compile();
    const { history } = await fit(program, DATA, plain);
    expect(await train({ augment: {} })).toEqual({ history, state: program.getState() });
  });

  it("comes to the same weights when it is resumed", async () => {
    let snapshot: TrainingSnapshot | undefined;
    const keep: Callback = {
      onEpochEnd(epoch, _logs, context) {
        if (epoch === 0) snapshot = context.snapshot();
      },
    };
    const whole = await train({ callbacks: [keep] });
    expect(await train({ resume: snapshot!, workers: 2 })).toEqual(whole);
  });

  it("stops on a signal, a callback's wish and a loss that is not finite", async () => {
    const controller = new AbortController();
    const abort: Callback = {
      onBatchEnd(batch) {
        if (batch === 1) controller.abort();
      },
    };
    const aborted = await fit(await compile(), DATA, {
      ...OPTIONS,
      signal: controller.signal,
      callbacks: [abort],
    });
    expect(aborted).toMatchObject({ images: 16, stoppedBy: INTERRUPTED });

    const stop: Callback = { onEpochEnd: (_epoch, _logs, context) => context.stop("enough") };
    const stopped = await fit(await compile(), DATA, { ...OPTIONS, callbacks: [stop] });
    expect(stopped).toMatchObject({ images: 22, stoppedBy: "enough" });

    const diverging = await compile({ optimizer: tf.train.sgd(1e30), loss: "meanSquaredError" });
    await expect(fit(diverging, DATA, OPTIONS)).rejects.toThrow(DivergedError);
  });

  it("refuses values that are not possible", async () => {
    await expect(train({ augment: { rotation: -10 } })).rejects.toThrow(
      new RangeError(
        "Cannot augment with rotation -10: expected degrees from 0 to 180. " +
          "Both directions are drawn: give rotation 10",
      ),
    );
    await expect(train({ workers: -1 })).rejects.toThrow(
      new RangeError("Cannot augment with workers -1: expected a whole number from 0 to 64"),
    );
  });
});
