import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { mnistLenet } from "../../../models/mod.ts";
import { referencePredict } from "../../../src/train/mod.ts";
import { tinyModel } from "./_tiny.ts";

const SHAPE = { height: 17, width: 18, channels: 3 };

function images(count: number): Float32Array {
  return Float32Array.from(
    { length: count * 17 * 18 * 3 },
    (_, i) => Math.imul(i + 1, 2654435761) % 256 / 255,
  );
}

describe("referencePredict()", () => {
  it("agrees between the cpu and wasm backends on convolutions, and with model.predict", async () => {
    const config = { filters1: 3, filters2: 4 };
    const model = mnistLenet.build({ shape: SHAPE, numClasses: 5, seed: 1, config });
    const x = images(35);
    const [cpu, wasm] = await Promise.all(
      (["cpu", "wasm"] as const).map((backend) => referencePredict(model, backend)),
    );
    const onCpu = cpu!(x, 35);
    const onWasm = wasm!(x, 35);
    expect(onCpu).toHaveLength(35 * 5);
    onCpu.forEach((value, i) => expect(onWasm[i]).toBeCloseTo(value, 6));
    const expected = (model.predict(tf.tensor(x, [35, 17, 18, 3])) as tf.Tensor).dataSync();
    onCpu.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it("leaves the active backend and the number of tensors as they were", async () => {
    const model = tinyModel({ dropout: 0.5 });
    const predict = await referencePredict(model, "wasm");
    const before = { backend: tf.getBackend(), tensors: tf.memory().numTensors };
    const x = Float32Array.from({ length: 3 * 16 }, (_, i) => i / 48);
    const first = predict(x, 3);
    const second = predict(x, 2);
    expect(first.subarray(0, 6)).toEqual(second);
    expect({ backend: tf.getBackend(), tensors: tf.memory().numTensors }).toEqual(before);
    expect(before.backend).toBe("cpu");
  });

  it("refuses too few values and models with several inputs", async () => {
    const predict = await referencePredict(tinyModel(), "cpu");
    expect(() => predict(new Float32Array(31), 2)).toThrow(
      "Cannot predict 2 images from 31 values: expected 32",
    );
    const inputs = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    const outputs = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs, name: "two" });
    await expect(referencePredict(model, "cpu")).rejects.toThrow(
      'Cannot predict with model "two": it has 2 inputs and 1 outputs. Expected one of each',
    );
  });
});
