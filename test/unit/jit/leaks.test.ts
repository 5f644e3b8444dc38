import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toOnnx } from "../../../src/export/mod.ts";
import { accelerate, jit } from "../../../src/jit/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { learningRateOf } from "../../../src/trace/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Rows and columns of weights: 256 kB, so that 50 kept copies pass the bound. */
const WIDTH = 256;

/** What the second half of a loop may add, in MB. Measured: 0 to 1.1. */
const BOUND = 8;

/** onnxruntime's sessions that are loaded and not released. */
let live = 0;
let collectGarbage: () => void;

beforeAll(() => {
  prepareTfjs();
  setFlagsFromString("--expose-gc");
  collectGarbage = runInNewContext("gc");
  const { binding } = createRequire(import.meta.url)("onnxruntime-node/dist/binding.js");
  binding.InferenceSession = counting(binding.InferenceSession);
});

interface NativeSession {
  loadModel(...args: unknown[]): void;
  dispose(): void;
}

function counting(Original: new () => NativeSession): new () => NativeSession {
  return class extends Original {
    override loadModel(...args: unknown[]): void {
      super.loadModel(...args);
      live++;
    }
    override dispose(): void {
      super.dispose();
      live--;
    }
  };
}

function tensors() {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
}

/** Resident memory in MB, once garbage is gone. */
async function settledMemory(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Deno.memoryUsage().rss / 2 ** 20;
}

/**
 * Runs `action` so many times and expects that the second half adds nothing: no tensor, no session, no memory.
 * The first half fills caches and gives the heap its size. On a busy machine the heap may take longer: a leak
 * also shows when the second half is repeated, a late heap does not.
 */
async function expectFlat(times: number, action: (i: number) => unknown): Promise<void> {
  for (let i = 0; i < times / 2; i++) await action(i);
  const before = { ...tensors(), live };
  const growths: number[] = [];
  while (growths.length < 3 && !growths.some((growth) => growth < BOUND)) {
    const memory = await settledMemory();
    for (let i = times / 2; i < times; i++) await action(i);
    growths.push(await settledMemory() - memory);
    expect({ ...tensors(), live }).toEqual(before);
  }
  expect(Math.min(...growths), `${growths}`).toBeLessThan(BOUND);
}

function build(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: WIDTH, inputShape: [WIDTH], activation: "relu" }),
      tf.layers.batchNormalization(),
      tf.layers.dropout({ rate: 0.1 }),
      tf.layers.dense({ units: 3, activation: "softmax" }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

describe("flat are tensors, sessions and memory over", () => {
  it("2,000 calls of a training step, of three shapes", async () => {
    const width = WIDTH / 2; // a thousand calls show smaller leaks
    const weights = tf.variable(tf.randomNormal([width, width], 0, 0.1, "float32", 1));
    const optimizer = tf.train.adam(0.001);
    const step = jit(
      (x: tf.Tensor) =>
        optimizer.minimize(
          () => tf.mean(tf.square(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D))),
          true,
          [weights],
        )!,
      { learningRate: learningRateOf(optimizer) },
    );
    await expectFlat(2000, (i) => {
      const x = tf.ones([1 + i % 3, width]);
      const loss = step(x);
      expect(loss.dataSync()[0]).toBeGreaterThanOrEqual(0);
      tf.dispose([x, loss]);
    });
    expect(live).toBe(3);
    step.dispose();
    expect(live).toBe(0);
  });

  it("100 functions compiled, called and disposed of", async () => {
    const weights = tf.variable(tf.ones([WIDTH, WIDTH]));
    const constant = tf.ones([WIDTH, WIDTH]);
    await expectFlat(100, () =>
      tf.tidy(() => {
        const fn = jit((x: tf.Tensor2D) => {
          weights.assign(tf.mul(weights, 0.9));
          return tf.matMul(tf.matMul(x, weights as tf.Tensor2D), constant as tf.Tensor2D);
        });
        fn(tf.ones([2, WIDTH]));
        fn(tf.ones([3, WIDTH]));
        fn.dispose();
      }));
    expect(live).toBe(0);
  });

  it("200 exports", async () => {
    const model = build();
    const x = tf.ones([2, WIDTH]);
    const before = [...(model.predict(x) as tf.Tensor).dataSync()];
    await expectFlat(200, () => void toOnnx(model));
    expect([...(model.predict(x) as tf.Tensor).dataSync()]).toEqual(before);
  });

  it("200 sessions created, run and released", async () => {
    const { bytes, graph } = toOnnx(build());
    const feeds = {
      [graph.inputs[0]!.name]: {
        dtype: "float32",
        shape: [2, WIDTH],
        data: new Float32Array(2 * WIDTH),
      },
    } as const;
    await expectFlat(200, async () => {
      const session = await createSession(bytes);
      await session.run(feeds);
      await session.release();
    });
    expect(live).toBe(0);
  });

  it("400 batches of an accelerated fit() with validation", async () => {
    const model = build();
    const restore = accelerate(model);
    const x = tf.randomNormal([80, WIDTH], 0, 1, "float32", 1);
    const y = tf.oneHot(tf.range(0, 80, 1, "int32").mod(tf.scalar(3, "int32")), 3);
    await expectFlat(
      40,
      () => model.fit(x, y, { epochs: 2, batchSize: 16, validationData: [x, y], verbose: 0 }),
    );
    expect(live).toBe(2);
    restore();
    expect(live).toBe(0);
  });
});
