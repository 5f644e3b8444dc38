import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { batches } from "../../../../src/data/mod.ts";
import { tfjsEngine, type TrainingState } from "../../../../src/train/mod.ts";
import { NUM_CLASSES, OPTIMIZER_ROWS, tinyModel, tinySet } from "../_tiny.ts";

const COMPILE = { seed: 3, batchSize: 8 };
const SET = tinySet(24);

/** The `index`-th batch of 8 images. */
function batch(index: number) {
  const indices = Array.from({ length: 8 }, (_, i) => (i * 5 + index * 8) % SET.count);
  const [first] = batches(SET, { batchSize: 8, numClasses: NUM_CLASSES, indices });
  return first!;
}

function values(state: TrainingState): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(state.tensors).map(([name, { data }]) => [name, [...data].map(Number)]),
  );
}

/** The independent oracle: tfjs's own `fit` on the same batches, one call per step. */
async function fitByTfjs(model: tf.LayersModel, steps: number): Promise<Record<string, number>[]> {
  const logs: Record<string, number>[] = [];
  for (let step = 0; step < steps; step++) {
    const { x, y, size } = batch(step);
    const { history } = await model.fit(
      tf.tensor(x, [size, 4, 4, 1]),
      tf.tensor(y, [size, NUM_CLASSES]),
      { epochs: 1, batchSize: size, shuffle: false, verbose: 0 },
    );
    logs.push({ loss: history["loss"]![0] as number, accuracy: history["acc"]![0] as number });
  }
  return logs;
}

describe("tfjsEngine", () => {
  it.each(OPTIMIZER_ROWS)("steps as tfjs's own fit does: %s", async (_name, makeOptimizer) => {
    const reference = tinyModel({ optimizer: makeOptimizer(), batchNormalization: true });
    const expected = await fitByTfjs(reference, 4);

    const model = tinyModel({ optimizer: makeOptimizer(), batchNormalization: true });
    const program = await tfjsEngine.compile(model, COMPILE);
    for (let step = 0; step < 4; step++) {
      const { x, y, size } = batch(step);
      const logs = await program.trainOnBatch(x, y, size, step);
      expect(logs["loss"]).toBeCloseTo(expected[step]!["loss"]!, 6);
      expect(logs["accuracy"]).toBeCloseTo(expected[step]!["accuracy"]!, 6);
    }
    program.syncToModel();
    model.getWeights().forEach((weight, i) =>
      expect(weight.dataSync()).toEqual(reference.getWeights()[i]!.dataSync())
    );
  });

  it.each([
    ...OPTIMIZER_ROWS,
    ["centered rmsprop", () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true)] as const,
  ])(
    "goes on from a saved state in a new model: %s",
    async (name, makeOptimizer) => {
      const first = await tfjsEngine.compile(tinyModel({ optimizer: makeOptimizer() }), COMPILE);
      for (let step = 0; step < 2; step++) {
        const { x, y, size } = batch(step);
        await first.trainOnBatch(x, y, size, step);
      }
      const saved = first.getState();
      const copy = values(saved);
      const second = await tfjsEngine.compile(tinyModel({ optimizer: makeOptimizer() }), COMPILE);
      second.setState(saved);
      for (let step = 2; step < 4; step++) {
        const { x, y, size } = batch(step);
        expect(await second.trainOnBatch(x, y, size, step)).toEqual(
          await first.trainOnBatch(x, y, size, step),
        );
      }
      expect(values(second.getState())).toEqual(values(first.getState()));
      expect(values(saved), "a state is a copy").toEqual(copy);
      const slots = Object.keys(saved.tensors).filter((key) => key.startsWith("optimizer/"));
      expect(slots.length).toBeGreaterThan(name === "sgd" ? 0 : 4);
      expect(saved.tensors["optimizer/iterations"]!.data[0]).toBe(2);
    },
  );

  it.each(OPTIMIZER_ROWS)("reads and sets the learning rate: %s", async (_name, makeOptimizer) => {
    const { x, y, size } = batch(0);
    const model = tinyModel({ optimizer: makeOptimizer() });
    const program = await tfjsEngine.compile(model, COMPILE);
    expect(program.learningRate).toBe(model.optimizer.getConfig()["learningRate"]);
    const before = model.getWeights()[0]!.dataSync().slice();
    program.learningRate = 0;
    await program.trainOnBatch(x, y, size, 0);
    expect(model.getWeights()[0]!.dataSync()).toEqual(before);
    program.learningRate = 0.5;
    await program.trainOnBatch(x, y, size, 1);
    expect(model.getWeights()[0]!.dataSync()).not.toEqual(before);
    expect(program.learningRate).toBe(0.5);
  });

  it("names the state the same in every model, and by layer", async () => {
    const names = async () => {
      const model = tinyModel({ optimizer: tf.train.adam(0.01), batchNormalization: true });
      return Object.keys((await tfjsEngine.compile(model, COMPILE)).getState().tensors);
    };
    const first = await names();
    expect(await names()).toEqual(first);
    expect(first).toContain("dense_1/kernel");
    expect(first).toContain("norm/moving_variance");
    expect(first).toContain("optimizer/dense_1/kernel/m");
    expect(first).toContain("optimizer/dense_2/bias/v");
    expect(first).toContain("optimizer/accBeta2");
  });

  it("keeps a trained optimizer's slots when it is compiled again", async () => {
    const { x, y, size } = batch(0);
    const model = tinyModel({ optimizer: tf.train.adam(0.01) });
    const first = await tfjsEngine.compile(model, COMPILE);
    await first.trainOnBatch(x, y, size, 0);
    const second = await tfjsEngine.compile(model, COMPILE);
    expect(values(second.getState())).toEqual(values(first.getState()));
  });

  it("measures without changing anything, and without dropout", async () => {
    const { x, y, size } = batch(0);
    const program = await tfjsEngine.compile(tinyModel({ dropout: 0.5 }), COMPILE);
    const before = values(program.getState());
    const logs = await program.testOnBatch(x, y, size);
    expect(await program.testOnBatch(x, y, size)).toEqual(logs);
    expect(Object.keys(logs)).toEqual(["loss", "accuracy"]);
    expect(program.metricNames).toEqual(["loss", "accuracy"]);
    expect(values(program.getState())).toEqual(before);
  });

  it("draws a new dropout mask each step, the same one for the same step", async () => {
    const { x, y, size } = batch(0);
    const model = tinyModel({ dropout: 0.5, optimizer: tf.train.sgd(0) });
    const program = await tfjsEngine.compile(model, COMPILE);
    program.learningRate = 0;
    const losses = [0, 1, 2, 0].map(async (step) =>
      (await program.trainOnBatch(x, y, size, step))["loss"]
    );
    const [first, second, third, again] = await Promise.all(losses);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(again).toBe(first);
    expect(model.getLayer("dropout").getConfig()["seed"], "the model is not marked")
      .toBeUndefined();
  });

  it("does not leak tensors", async () => {
    const { x, y, size } = batch(0);
    const program = await tfjsEngine.compile(tinyModel({ dropout: 0.5 }), COMPILE);
    const round = async (step: number) => {
      await program.trainOnBatch(x, y, size, step);
      await program.testOnBatch(x, y, size);
      program.setState(program.getState());
    };
    await round(0);
    const before = tf.memory().numTensors;
    for (let step = 1; step < 5; step++) await round(step);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("trains dense layers on the wasm backend as on the cpu backend", async () => {
    const cpu = await tfjsEngine.compile(tinyModel(), COMPILE);
    const wasm = await tfjsEngine.compile(tinyModel(), { ...COMPILE, provider: "wasm" });
    expect(wasm.provider).toBe("wasm");
    for (let step = 0; step < 3; step++) {
      const { x, y, size } = batch(step);
      const expected = await cpu.trainOnBatch(x, y, size, step);
      const logs = await wasm.trainOnBatch(x, y, size, step);
      expect(logs["loss"]).toBeCloseTo(expected["loss"]!, 5);
    }
    expect(tf.getBackend()).toBe("cpu");
  });

  it("refuses convolutions on the wasm backend and leaves the model alone", async () => {
    const model = tf.sequential({
      name: "convolution",
      layers: [
        tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: NUM_CLASSES, activation: "softmax" }),
      ],
    });
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    await expect(tfjsEngine.compile(model, { ...COMPILE, provider: "wasm" })).rejects.toThrow(
      `Cannot train model "convolution" on tfjs's wasm backend: it has no kernel ` +
        `Conv2DBackpropFilter. Use provider "cpu", or engine "onnx"`,
    );
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    expect(tf.getBackend()).toBe("cpu");
  });

  it("refuses other providers", async () => {
    await expect(tfjsEngine.compile(tinyModel(), { ...COMPILE, provider: "cuda" })).rejects.toThrow(
      `Cannot train on provider "cuda" with engine "tfjs": should be one of cpu, wasm`,
    );
  });

  it("refuses a model that is not compiled", async () => {
    const model = tf.sequential({
      name: "raw",
      layers: [tf.layers.dense({ units: 2, inputShape: [3] })],
    });
    await expect(tfjsEngine.compile(model, COMPILE)).rejects.toThrow(
      `Cannot train model "raw": it has no optimizer. Call model.compile() first`,
    );
  });

  it("refuses a model with two inputs", async () => {
    const inputs = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    const outputs = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs, name: "two" });
    await expect(tfjsEngine.compile(model, COMPILE)).rejects.toThrow(
      `Cannot train model "two": it has 2 inputs and 1 outputs. Expected one of each`,
    );
  });

  it("refuses a batch that is too short for the model", async () => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    expect(() => program.trainOnBatch(new Float32Array(16), new Float32Array(6), 2, 0)).toThrow(
      /Cannot use 16 values as a batch of 2 for "flatten_input\w*": expected 32/,
    );
  });

  it("refuses another model's state, naming all that differs, and changes nothing", async () => {
    const program = await tfjsEngine.compile(tinyModel(), COMPILE);
    const before = values(program.getState());
    const tensors = { ...program.getState().tensors };
    delete tensors["dense_1/bias"];
    tensors["dense_2/bias"] = { dtype: "float32", shape: [4], data: new Float32Array(4) };
    tensors["extra"] = { dtype: "float32", shape: [], data: new Float32Array(1) };
    expect(() => program.setState({ tensors })).toThrow(
      `Cannot load the training state: "dense_1/bias" is missing; ` +
        `"dense_2/bias" is float32[4] and should be float32[3]; "extra" is not known. ` +
        "It was saved with another model or optimizer",
    );
    expect(values(program.getState())).toEqual(before);
  });
});
