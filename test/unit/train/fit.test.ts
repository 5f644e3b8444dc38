import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { shuffledIndices } from "../../../src/data/mod.ts";
import {
  type Callback,
  DivergedError,
  fit,
  type FitOptions,
  INTERRUPTED,
  type StepLogs,
  tfjsEngine,
  type TrainingProgram,
} from "../../../src/train/mod.ts";
import { NUM_CLASSES, tinyModel, type TinyOptions, tinySet } from "./_tiny.ts";

const DATA = { train: tinySet(22), validation: tinySet(9, 5), numClasses: NUM_CLASSES };
const OPTIONS = { epochs: 3, batchSize: 8, seed: 7 };

function compile(options: TinyOptions = {}): Promise<TrainingProgram> {
  return tfjsEngine.compile(tinyModel(options), { seed: 7, batchSize: 8 });
}

/** A program that hands on to another one and writes down what it is given. */
async function recorded() {
  const program = await compile();
  const train: { x: number[]; size: number; step: number; logs: StepLogs }[] = [];
  const test: { size: number; logs: StepLogs }[] = [];
  const recorder: TrainingProgram = Object.create(program, {
    trainOnBatch: {
      value: async (x: Float32Array, y: Float32Array, size: number, step: number) => {
        const logs = await program.trainOnBatch(x, y, size, step);
        train.push({ x: [...x.subarray(0, size * 16)], size, step, logs });
        return logs;
      },
    },
    testOnBatch: {
      value: async (x: Float32Array, y: Float32Array, size: number) => {
        const logs = await program.testOnBatch(x, y, size);
        test.push({ size, logs });
        return logs;
      },
    },
    getState: { value: () => program.getState() },
    learningRate: { get: () => program.learningRate, set: (rate) => program.learningRate = rate },
  });
  return { recorder, train, test };
}

function weightedMean(batches: readonly { size: number; logs: StepLogs }[], name: string): number {
  const size = batches.reduce((sum, batch) => sum + batch.size, 0);
  return batches.reduce((sum, batch) => sum + batch.logs[name]! * batch.size, 0) / size;
}

describe("fit()", () => {
  it("keeps loss and accuracy of training and validation per epoch, and learns", async () => {
    const { history } = await fit(await compile(), DATA, { ...OPTIONS, epochs: 30 });
    expect(history.params).toEqual({ epochs: 30, steps: 3, batchSize: 8 });
    expect(history.epoch).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(Object.keys(history.metrics)).toEqual(["loss", "accuracy", "val_loss", "val_accuracy"]);
    for (const values of Object.values(history.metrics)) expect(values).toHaveLength(30);
    expect(history.metrics["loss"]![29]).toBeLessThan(history.metrics["loss"]![0]! / 2);
    expect(history.metrics["val_accuracy"]![29]).toBeGreaterThan(0.8);
  });

  it("weights the metrics by the size of the batches, the smaller last one included", async () => {
    const { recorder, train, test } = await recorded();
    const { history } = await fit(recorder, DATA, { ...OPTIONS, epochs: 1 });
    expect(train.map(({ size }) => size)).toEqual([8, 8, 6]);
    expect(test.map(({ size }) => size)).toEqual([8, 1]);
    for (const name of ["loss", "accuracy"]) {
      expect(history.metrics[name]).toEqual([weightedMean(train, name)]);
      expect(history.metrics[`val_${name}`]).toEqual([weightedMean(test, name)]);
    }
  });

  it("agrees with tfjs's own fit when it does not shuffle", async () => {
    const { train, validation } = DATA;
    const tensors = ({ images, labels, count }: typeof train) =>
      [
        tf.tensor(Float32Array.from(images, (pixel) => pixel / 255), [count, 4, 4, 1]),
        tf.oneHot([...labels], NUM_CLASSES),
      ] as const;
    const [x, y] = tensors(train);
    const expected = await tinyModel().fit(x, y, {
      epochs: 3,
      batchSize: 8,
      shuffle: false,
      verbose: 0,
      validationData: tensors(validation) as unknown as [tf.Tensor, tf.Tensor],
    });
    const { history } = await fit(await compile(), DATA, { ...OPTIONS, shuffle: false });
    for (const name of ["loss", "accuracy", "val_loss", "val_accuracy"]) {
      const theirs = expected.history[name.replace("accuracy", "acc")]!;
      history.metrics[name]!.forEach((value, epoch) =>
        expect(value).toBeCloseTo(theirs[epoch] as number, 5)
      );
    }
  });

  it("shuffles in a new order each epoch, which the seed alone decides", async () => {
    const { recorder, train } = await recorded();
    await fit(recorder, DATA, { ...OPTIONS, epochs: 2 });
    expect(train.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5]);
    [0, 1].forEach((epoch) => {
      const seen = train.slice(epoch * 3, epoch * 3 + 3).flatMap(({ x }) => x);
      const expected = [...shuffledIndices(22, 7, epoch)].flatMap((index) =>
        [...DATA.train.images.subarray(index * 16, index * 16 + 16)].map((pixel) =>
          Math.fround(pixel / 255)
        )
      );
      expect(seen).toEqual(expected);
    });
  });

  it.each([["no dropout", {}], ["dropout", { dropout: 0.5 }]])(
    "gives the same history for the same seed (%s)",
    async (_title, model) => {
      const first = await fit(await compile(model), DATA, OPTIONS);
      const second = await fit(await compile(model), DATA, OPTIONS);
      const other = await fit(await compile(model), DATA, { ...OPTIONS, seed: 8 });
      expect(second.history).toEqual(first.history);
      expect(other.history).not.toEqual(first.history);
    },
  );

  it("prepares a batch while the program computes the one before, and leaves that one alone", async () => {
    let numPrepared = 0;
    const images = Object.assign(DATA.train.images.slice(), {
      subarray(begin: number, end: number) {
        numPrepared++;
        return Uint8Array.prototype.subarray.call(images, begin, end);
      },
    });
    const program = await compile();
    const preparedBy: number[] = [];
    const slow: TrainingProgram = Object.create(program, {
      trainOnBatch: {
        value: async (x: Float32Array, ...rest: [Float32Array, number, number]) => {
          const before = [...x];
          await new Promise((resolve) => setTimeout(resolve, 0));
          expect([...x]).toEqual(before);
          preparedBy.push(numPrepared);
          return program.trainOnBatch(x, ...rest);
        },
      },
    });
    const train = { ...DATA.train, images };
    await fit(slow, { train, numClasses: NUM_CLASSES }, { ...OPTIONS, epochs: 1 });
    expect(preparedBy).toEqual([16, 22, 22]);
  });

  it("leaves validation metrics out when there is no validation set", async () => {
    const { train } = DATA;
    const { history } = await fit(await compile(), { train, numClasses: NUM_CLASSES }, OPTIONS);
    expect(Object.keys(history.metrics)).toEqual(["loss", "accuracy"]);
  });

  it("calls the hooks in order, with running means per batch", async () => {
    const calls: string[] = [];
    const means: StepLogs[] = [];
    const callback: Callback = {
      onTrainBegin: () => void calls.push("train begin"),
      onEpochBegin: (epoch) => void calls.push(`epoch ${epoch} begin`),
      onBatchEnd: (batch, logs) => {
        calls.push(`batch ${batch}`);
        means.push(logs);
      },
      onEpochEnd: (epoch, logs, { history }) => {
        calls.push(`epoch ${epoch} end, ${history.epoch.length} in history`);
        expect(logs["val_loss"]).toBe(history.metrics["val_loss"]![epoch]);
      },
      onTrainEnd: () => void calls.push("train end"),
    };
    const { recorder, train } = await recorded();
    const { history } = await fit(recorder, DATA, { ...OPTIONS, epochs: 1, callbacks: [callback] });
    expect(calls).toEqual([
      "train begin",
      "epoch 0 begin",
      "batch 0",
      "batch 1",
      "batch 2",
      "epoch 0 end, 1 in history",
      "train end",
    ]);
    expect(means[1]!["loss"]).toBe(weightedMean(train.slice(0, 2), "loss"));
    expect(means[2]!["loss"]).toBe(history.metrics["loss"]![0]);
  });

  it("lets a callback stop after the epoch, for the first reason given", async () => {
    const stop: Callback = {
      onBatchEnd(batch, _logs, context) {
        if (batch === 1) context.stop("seen enough");
      },
      onEpochEnd: (_epoch, _logs, context) => context.stop("another reason"),
    };
    const result = await fit(await compile(), DATA, { ...OPTIONS, callbacks: [stop] });
    expect(result.stoppedBy).toBe("seen enough");
    expect(result.history.epoch).toEqual([0]);
    expect(result.images).toBe(22);
  });

  it("stops when the loss is not finite, and names epoch, batch and remedy", async () => {
    const program = await compile({ optimizer: tf.train.sgd(1e30), loss: "meanSquaredError" });
    let ended = 0;
    const error = await fit(program, DATA, {
      ...OPTIONS,
      callbacks: [{ onTrainEnd: () => void ended++ }],
    }).catch((error) => error);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error.epoch).toBe(0);
    expect(error.message).toMatch(
      /^Training stopped: the loss is (NaN|Infinity) at epoch 1\/3, batch [23]\/3\. Lower the learning rate \(it was 1e\+30\), or check/,
    );
    expect(ended).toBe(1);
  });

  it("stops between two batches when the signal aborts, without the unfinished epoch", async () => {
    const controller = new AbortController();
    const batches: number[] = [];
    const result = await fit(await compile(), DATA, {
      ...OPTIONS,
      signal: controller.signal,
      callbacks: [{
        onBatchEnd(batch, _logs, { history }) {
          batches.push(batch);
          if (history.epoch.length === 1 && batch === 1) controller.abort();
        },
      }],
    });
    expect(result.stoppedBy).toBe(INTERRUPTED);
    expect(result.history.epoch).toEqual([0]);
    expect(batches).toEqual([0, 1, 2, 0, 1]);
    expect(result.images).toBe(22 + 16);
  });

  it("trains nothing when the signal was aborted before", async () => {
    const result = await fit(await compile(), DATA, { ...OPTIONS, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ images: 0, imagesPerSecond: 0, stoppedBy: INTERRUPTED });
  });

  it("lets timers run, so that a signal arrives although steps are synchronous", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const result = await fit(await compile(), DATA, {
      ...OPTIONS,
      epochs: 100_000,
      signal: controller.signal,
    });
    expect(result.stoppedBy).toBe(INTERRUPTED);
  });

  it("counts the time of training alone: no validation, no callbacks", async () => {
    let now = 0;
    const program = await compile();
    const slow: TrainingProgram = Object.create(program, {
      trainOnBatch: {
        value(...batch: Parameters<TrainingProgram["trainOnBatch"]>) {
          now += 10;
          return program.trainOnBatch(...batch);
        },
      },
      testOnBatch: {
        value(...batch: Parameters<TrainingProgram["testOnBatch"]>) {
          now += 1000;
          return program.testOnBatch(...batch);
        },
      },
    });
    const late = () => void (now += 5000);
    const callbacks: Callback[] = [{
      onTrainBegin: late,
      onEpochBegin: late,
      onBatchEnd: late,
      onEpochEnd: late,
      onTrainEnd: late,
    }];
    const result = await fit(slow, DATA, { ...OPTIONS, callbacks, clock: () => now });
    expect(result.images).toBe(66);
    expect(result.seconds).toBeCloseTo(0.09, 9);
    expect(result.imagesPerSecond).toBeCloseTo(66 / 0.09, 6);
  });

  it.each<[string, Partial<FitOptions>, string]>([
    ["no epochs", { epochs: 0 }, "Cannot train with epochs 0: expected 1 or more"],
    ["half a batch", { batchSize: 0.5 }, "Cannot train with batchSize 0.5: expected 1 or more"],
  ])("refuses %s", async (_title, options, message) => {
    await expect(fit(await compile(), DATA, { ...OPTIONS, ...options })).rejects.toThrow(message);
  });

  it.each(["training", "validation"])("refuses an empty %s set", async (name) => {
    const data = { ...DATA, [name === "training" ? "train" : name]: tinySet(0) };
    await expect(fit(await compile(), data, OPTIONS)).rejects.toThrow(
      `Cannot train: the ${name} set has no images`,
    );
  });
});
