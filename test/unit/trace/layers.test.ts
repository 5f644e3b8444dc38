import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { toOnnx } from "../../../src/export/mod.ts";
import { findProblems } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { onnxEngine, prepareTfjs, tfjsEngine } from "../../../src/train/mod.ts";
import { generator, inputsOf, LAYER_CASES, type LayerCase, modelOf } from "./zoo/mod.ts";

prepareTfjs();

const BATCHES = [1, 2, 64];
const STEPS = 3;
const TOLERANCE = 1e-5;

type Row = readonly [layer: string, title: string, layerCase: LayerCase];
const rowsOf = (cases: readonly LayerCase[]): Row[] =>
  cases.map((layerCase) => [layerCase.layer, layerCase.title, layerCase]);

/** Fails unless every value is within the tolerance, relative above 1. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  expect(actual.length, where).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(difference <= TOLERANCE)) {
      expect.fail(`${where}: element ${i} is ${actual[i]}, tfjs has ${expected[i]}`);
    }
  }
}

describe("an exported layer predicts as tfjs does, at any batch size", () => {
  it.each(rowsOf(LAYER_CASES))("%s: %s", async (_layer, _title, layerCase) => {
    const model = modelOf(layerCase);
    const tensors = tf.memory().numTensors;
    const { graph, bytes } = toOnnx(model);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(findProblems(graph)).toEqual([]);
    for (const optimization of ["disabled", "all"] as const) {
      const session = await createSession(bytes, { optimization, threads: 1 });
      for (const batch of BATCHES) {
        const data = inputsOf(layerCase, batch);
        const shape = [batch, ...layerCase.input];
        const { dtype, name } = session.inputs[0]!;
        const expected = tf.tidy(() => model.predict(tf.tensor(data, shape)) as tf.Tensor);
        const results = await session.run({ [name]: { dtype: dtype as "float32", shape, data } });
        const actual = results[session.outputs[0]!.name]!;
        expect(actual.shape).toEqual(expected.shape);
        const where = `batch ${batch}, ORT ${optimization}`;
        expectClose(actual.data as Float32Array, expected.dataSync(), where);
        expected.dispose();
      }
      await session.release();
    }
    model.dispose();
  });
});

function compiled(layerCase: LayerCase): tf.LayersModel {
  const model = modelOf(layerCase);
  model.compile({ optimizer: tf.train.sgd(0.02), loss: "meanSquaredError" });
  return model;
}

/** Losses and weights of a few steps on one engine. */
async function train(layerCase: LayerCase, engine: typeof onnxEngine) {
  const model = compiled(layerCase);
  const size = layerCase.batch ?? 4;
  const program = await engine.compile(model, { seed: 1, batchSize: size, provider: "cpu" });
  const x = inputsOf(layerCase, size);
  const random = generator(99);
  const targets = tf.util.sizeFromShape([size, ...model.outputs[0]!.shape.slice(1) as number[]]);
  const y = Float32Array.from({ length: targets }, () => random() * 2 - 1);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    losses.push((await program.trainOnBatch(x, y, size, step))["loss"]!);
  }
  losses.push((await program.testOnBatch(x, y, size))["loss"]!);
  program.syncToModel();
  const weights = model.getWeights().map((weight) => weight.dataSync<"float32">().slice());
  await program.dispose();
  model.dispose();
  return { losses, weights };
}

describe("a layer trains as tfjs's cpu backend does", () => {
  const trainable = LAYER_CASES.filter(({ untrainable }) => untrainable === undefined);
  it.each(rowsOf(trainable))("%s: %s", async (_layer, _title, layerCase) => {
    const expected = await train(layerCase, tfjsEngine);
    const actual = await train(layerCase, onnxEngine);
    expectClose(actual.losses, expected.losses, "losses");
    expected.weights.forEach((weights, i) =>
      expectClose(actual.weights[i]!, weights, `weight ${i}`)
    );
  });
});

describe("what tfjs cannot train is refused with the reason", () => {
  const untrainable = LAYER_CASES.filter(({ untrainable }) => untrainable !== undefined);
  it.each(rowsOf(untrainable))("%s: %s", async (_layer, _title, layerCase) => {
    const model = compiled(layerCase);
    const weights = model.getWeights().map((weight) => weight.dataSync<"float32">().slice());
    await expect(onnxEngine.compile(model, { seed: 1, batchSize: 4, provider: "cpu" }))
      .rejects.toThrow(layerCase.untrainable!);
    model.getWeights().forEach((weight, i) => expect(weight.dataSync()).toEqual(weights[i]));
  });
});
