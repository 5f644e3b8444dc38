import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { createTensorflowEngine, prepareTfjs, TensorflowError } from "../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../_require.ts";

requireTensorflow()(
  "an op without memory fails with its name, and the next training works",
  async () => {
    prepareTfjs();
    // A batch of 4 million rows of a million values: 16 TB.
    const size = 4_000_000;
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 1_000_000, inputShape: [1], useBias: false }),
        tf.layers.dense({ units: 2, useBias: false, activation: "softmax" }),
      ],
    });
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const engine = createTensorflowEngine();
    const large = await engine.compile(model, { seed: 1, batchSize: size });
    const [x, y] = [new Float32Array(size), new Float32Array(2 * size)];
    const failure = await Promise.resolve(large.trainOnBatch(x, y, size, 0)).catch((error) =>
      error
    );
    expect(failure).toBeInstanceOf(TensorflowError);
    expect(failure.code).toBe("RESOURCE_EXHAUSTED");
    expect(failure.message).toMatch(
      /^Cannot run TensorFlow op "BatchMatMulV2": OOM when allocating/,
    );
    await large.dispose();

    const small = await engine.compile(model, { seed: 1, batchSize: 2 });
    const { loss } = await small.trainOnBatch(
      Float32Array.of(0, 0),
      Float32Array.of(1, 0, 0, 1),
      2,
      0,
    );
    expect(loss).toBeCloseTo(Math.LN2, 6);
    await small.dispose();
  },
  120_000,
);
