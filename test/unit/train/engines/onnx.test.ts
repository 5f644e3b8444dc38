import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { TensorData } from "../../../../src/graph/mod.ts";
import {
  Adadelta,
  type Engine,
  onnxEngine,
  tfjsEngine,
  type TrainingProgram,
  type TrainingState,
} from "../../../../src/train/mod.ts";
import { digits, smallLenet, type SmallLenetOptions } from "./_digits.ts";

const SIZE = 4;
const COMPILE = { seed: 3, batchSize: SIZE, provider: "cpu" } as const;

const OPTIMIZERS: readonly (readonly [string, () => tf.Optimizer])[] = [
  ["sgd", () => tf.train.sgd(0.05)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["momentum, Nesterov's", () => tf.train.momentum(0.05, 0.9, true)],
  ["adagrad", () => tf.train.adagrad(0.05, 0.2)],
  ["adadelta", () => tf.train.adadelta(0.1, 0.9, 1e-6)],
  ["adadelta as published", () => new Adadelta(1, 0.95, 1e-7)],
  ["rmsprop", () => tf.train.rmsprop(0.005, 0.8)],
  ["rmsprop with momentum", () => tf.train.rmsprop(0.005, 0.9, 0.5)],
  ["adam", () => tf.train.adam(0.01, 0.8, 0.99)],
  ["adamax with decay", () => tf.train.adamax(0.01, 0.9, 0.999, 1e-7, 0.1)],
];

function compile(engine: Engine, options: SmallLenetOptions = {}): Promise<TrainingProgram> {
  return engine.compile(smallLenet(options), COMPILE);
}

async function step(program: TrainingProgram, index: number, size = SIZE) {
  const { x, y } = digits(index, size);
  return await program.trainOnBatch(x, y, size, index);
}

function expectSameState(actual: TrainingState, expected: TrainingState, tolerance: number): void {
  expect(Object.keys(actual.tensors)).toEqual(Object.keys(expected.tensors));
  for (const [name, wanted] of Object.entries(expected.tensors)) {
    const { dtype, shape, data } = actual.tensors[name]!;
    expect([dtype, shape], name).toEqual([wanted.dtype, wanted.shape]);
    expect(largestDifference(data, wanted.data), name).toBeLessThanOrEqual(tolerance);
  }
}

function largestDifference(a: TensorData["data"], b: TensorData["data"]): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(Number(a[i]) - Number(b[i]));
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }
  return largest;
}

const weightsOf = (model: tf.LayersModel) =>
  model.getWeights().map((weight) => weight.dataSync<"float32">().slice());

describe("onnxEngine on real digits", () => {
  it.each(OPTIMIZERS)("keeps tfjs's state over five steps: %s", async (_name, optimizer) => {
    const expected = await compile(tfjsEngine, { optimizer: optimizer() });
    const actual = await compile(onnxEngine, { optimizer: optimizer() });
    expectSameState(actual.getState(), expected.getState(), 0);
    const both = async (index: number, size = SIZE) => {
      const wanted = await step(expected, index, size);
      const logs = await step(actual, index, size);
      expect(Object.keys(logs)).toEqual(["loss", "accuracy"]);
      expect(logs["loss"]).toBeCloseTo(wanted["loss"]!, 5);
      expect(logs["accuracy"]).toBeCloseTo(wanted["accuracy"]!, 6);
    };
    for (let index = 0; index < 5; index++) await both(index);
    expectSameState(actual.getState(), expected.getState(), 1e-5);

    // A new learning rate and a smaller last batch.
    for (const program of [expected, actual]) program.learningRate = 0.02;
    await both(5, 3);
    expect(actual.learningRate).toBe(0.02);
    expectSameState(actual.getState(), expected.getState(), 1e-5);
    const { x, y } = digits(9, SIZE);
    const wanted = await expected.testOnBatch(x, y, SIZE);
    expect((await actual.testOnBatch(x, y, SIZE))["loss"]).toBeCloseTo(wanted["loss"]!, 5);
    await actual.dispose();
  });

  it("moves nothing but slots at a learning rate of 0", async () => {
    const program = await compile(onnxEngine);
    const before = program.getState().tensors;
    program.learningRate = 0;
    await step(program, 0);
    const after = program.getState().tensors;
    expect(after["conv_1/kernel"]).toEqual(before["conv_1/kernel"]);
    expect(after["optimizer/conv_1/kernel/m"]).not.toEqual(before["optimizer/conv_1/kernel/m"]);
    await program.dispose();
  });

  it("leaves frozen layers alone", async () => {
    const expected = await compile(tfjsEngine, { frozen: true });
    const actual = await compile(onnxEngine, { frozen: true });
    const before = actual.getState().tensors["conv_1/kernel"]!;
    for (const program of [expected, actual]) {
      await step(program, 0);
      await step(program, 1);
    }
    expectSameState(actual.getState(), expected.getState(), 1e-5);
    expect(actual.getState().tensors["conv_1/kernel"]).toEqual(before);
    expect(Object.keys(actual.getState().tensors)).not.toContain("optimizer/conv_1/kernel/m");
    await actual.dispose();
  });
});

describe("a program of onnxEngine", () => {
  it.each(OPTIMIZERS)("goes on from a saved state bit by bit: %s", async (_name, optimizer) => {
    const options = () => ({ optimizer: optimizer(), dropout: 0.3 });
    const through = await compile(onnxEngine, options());
    for (const index of [0, 1]) await step(through, index);
    const saved = through.getState();
    const copy = structuredClone(saved.tensors);
    const resumed = await compile(onnxEngine, options());
    resumed.setState(saved);
    for (const index of [2, 3]) {
      expect(await step(resumed, index)).toEqual(await step(through, index));
    }
    expect(resumed.getState()).toEqual(through.getState());
    expect(saved.tensors, "a state is a copy").toEqual(copy);
    expect(resumed.getState().tensors["optimizer/iterations"]!.data[0]).toBe(4);
    await Promise.all([through.dispose(), resumed.dispose()]);
  });

  it("goes on with the other engine's state", async () => {
    const onnx = await compile(onnxEngine);
    const tfjs = await compile(tfjsEngine);
    await step(onnx, 0);
    tfjs.setState(onnx.getState());
    for (const program of [onnx, tfjs]) await step(program, 1);
    expectSameState(onnx.getState(), tfjs.getState(), 1e-5);
    await onnx.dispose();
  });

  it("trains the same with the same seed, otherwise with another", async () => {
    const run = async (seed: number) => {
      const model = smallLenet({ dropout: 0.3 });
      const program = await onnxEngine.compile(model, { ...COMPILE, seed });
      const logs = [await step(program, 0), await step(program, 1), await step(program, 2, 2)];
      await program.dispose();
      return logs;
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it("compiles without a mark on the model", async () => {
    const model = smallLenet({ dropout: 0.5 });
    const x = tf.tensor(digits(0, 2).x, [2, 28, 28, 1]);
    const predict = () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync().slice());
    const [prediction, weights] = [predict(), weightsOf(model)];
    const names = model.weights.map(({ name }) => name);
    await (await onnxEngine.compile(model, COMPILE)).dispose();
    const { numTensors, numDataBuffers } = tf.memory();
    await (await onnxEngine.compile(model, COMPILE)).dispose();
    expect(predict()).toEqual(prediction);
    expect(weightsOf(model)).toEqual(weights);
    expect(model.weights.map(({ name }) => name)).toEqual(names);
    expect(model.optimizer.iterations).toBe(0);
    expect(model.optimizer.getConfig()["learningRate"]).toBe(0.01);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(tf.getBackend()).toBe("cpu");
  });

  it("puts trained weights into the model only when it is told to", async () => {
    const model = smallLenet();
    const program = await onnxEngine.compile(model, COMPILE);
    const before = weightsOf(model);
    await step(program, 0);
    expect(weightsOf(model)).toEqual(before);
    program.syncToModel();
    const trained = weightsOf(model);
    expect(trained).not.toEqual(before);
    expect(model.optimizer.iterations).toBe(1);
    await step(program, 1);
    expect(weightsOf(model)).toEqual(trained);
    await program.dispose();
  });

  it("does not leak tensors while it trains", async () => {
    const program = await compile(onnxEngine, { dropout: 0.5 });
    const round = async (index: number) => {
      await step(program, index);
      await step(program, index, 3);
      const { x, y } = digits(index, SIZE);
      await program.testOnBatch(x, y, SIZE);
      program.setState(program.getState());
    };
    await round(0);
    const { numTensors } = tf.memory();
    for (let index = 1; index < 4; index++) await round(index);
    expect(tf.memory().numTensors).toBe(numTensors);
    await program.dispose();
  });

  it("tests without dropout and without a change", async () => {
    const plain = await compile(onnxEngine);
    const dropping = await compile(onnxEngine, { dropout: 0.5 });
    const { x, y } = digits(0, SIZE);
    // The same weights: dropout layers have none.
    const logs = await dropping.testOnBatch(x, y, SIZE);
    expect(logs).toEqual(await plain.testOnBatch(x, y, SIZE));
    const before = dropping.getState();
    expect(await dropping.testOnBatch(x, y, SIZE)).toEqual(logs);
    expect(dropping.getState()).toEqual(before);
    await Promise.all([plain.dispose(), dropping.dispose()]);
  });
});
