import type * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import type { TensorData } from "../../src/graph/mod.ts";
import { accelerate } from "../../src/jit/mod.ts";
import { prepareTfjs } from "../../src/train/mod.ts";
import { readState } from "../../src/train/state.ts";
import { compose, type Composed } from "./_compose.ts";
import { feedNoise, randomsOf } from "./_noise.ts";
import { NUMBERS } from "./_numbers.ts";
import { OPTIMIZERS } from "./_optimizers.ts";

prepareTfjs();

const STEPS = 3;
const SEED = 7;

/** Relative above 1: three steps carry the roundings of the first through the gradients of the next. */
const TOLERANCE = 1e-5;

function compiled(number: number): Composed {
  const composed = compose(number);
  const [, optimizer] = OPTIMIZERS[number % OPTIMIZERS.length]!;
  composed.model.compile({ optimizer: optimizer(), loss: composed.heads.map(({ loss }) => loss) });
  return composed;
}

/** A step by tfjs's own door; the loss of each output follows their sum. */
async function step({ model }: Composed, x: tf.Tensor[], y: tf.Tensor[]): Promise<number[]> {
  const one = (list: tf.Tensor[]) => list.length === 1 ? list[0]! : list;
  return [await model.trainOnBatch(one(x), one(y))].flat();
}

function expectClose(
  actual: TensorData["data"],
  expected: TensorData["data"],
  where: string,
): void {
  expect(actual.length, where).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [value, wanted] = [Number(actual[i]), Number(expected[i])];
    const difference = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
    if (!(difference <= TOLERANCE)) {
      expect.fail(`${where}: element ${i} is ${value}, tfjs has ${wanted}`);
    }
  }
}

const models = NUMBERS.map((number) => ({ number, ...compose(number) }));
const trainable = models.filter(({ untrainable }) => untrainable === undefined);
const untrainable = models.filter(({ untrainable }) => untrainable !== undefined);

it.each(trainable)(
  "composed model $number trains as tfjs does",
  async ({ number, batch, draw, drawTargets }) => {
    const [reference, accelerated] = [compiled(number), compiled(number)];
    const [x, y] = [draw(batch), drawTargets(batch)];
    const traced = compiled(number);
    const feed = feedNoise(reference.model, randomsOf(traced.model, [...x, ...y]), SEED);
    const restore = accelerate(accelerated.model, { seed: SEED });
    try {
      for (let index = 0; index < STEPS; index++) {
        feed(index);
        const expected = await step(reference, x, y);
        const actual = await step(accelerated, x, y);
        expect(expected.every(Number.isFinite), "tfjs's losses").toBe(true);
        const where = `step ${index}, losses`;
        expectClose(Float32Array.from(actual), Float32Array.from(expected), where);
      }
      const [actual, expected] = [readState(accelerated.model), readState(reference.model)];
      expect(Object.keys(actual.tensors)).toEqual(Object.keys(expected.tensors));
      for (const [name, { data }] of Object.entries(expected.tensors)) {
        expectClose(actual.tensors[name]!.data, data, name);
      }
    } finally {
      restore();
      for (const { model } of [reference, accelerated, traced]) model.dispose();
    }
  },
);

it.each(untrainable)(
  "composed model $number is refused with the reason",
  async ({ number, batch, draw, drawTargets }) => {
    const composed = compiled(number);
    const weights = () => composed.model.getWeights().map((weight) => weight.dataSync().slice());
    const before = weights();
    const [x, y] = [draw(batch), drawTargets(batch)];
    const restore = accelerate(composed.model);
    try {
      await expect(step(composed, x, y)).rejects.toThrow(composed.untrainable!);
      expect(weights()).toEqual(before);
    } finally {
      restore();
    }
    await expect(step(compiled(number), x, y), "tfjs itself").rejects.toThrow();
  },
);
