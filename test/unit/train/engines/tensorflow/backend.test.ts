import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect } from "vitest";
import {
  BACKEND_NAME,
  registerTensorflow,
} from "../../../../../src/train/engines/tensorflow/backend.ts";
import {
  loadTensorflow,
  type Tensorflow,
} from "../../../../../src/train/engines/tensorflow/load.ts";
import { onBackend, prepareTfjs } from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();
const loaded: Tensorflow[] = [];

/** A fresh context as the backend. */
async function start(): Promise<Tensorflow> {
  const tensorflow = await loadTensorflow({ device: "cpu" });
  loaded.push(tensorflow);
  registerTensorflow(tensorflow.binding);
  return tensorflow;
}

beforeAll(prepareTfjs);

afterAll(() => {
  tf.removeBackend(BACKEND_NAME);
  for (const tensorflow of loaded) tensorflow.dispose();
});

describe("the tfjs backend", () => {
  itRuns("computes what tfjs's own cpu backend computes, gradients too", async () => {
    await start();
    const model = () =>
      tf.tidy(() => {
        const x = tf.tensor4d(Array.from({ length: 2 * 6 * 6 }, (_, i) => Math.sin(i)), [
          2,
          6,
          6,
          1,
        ]);
        const filter = tf.tensor4d(Array.from({ length: 18 }, (_, i) => Math.cos(i)), [3, 3, 1, 2]);
        const loss = (weights: tf.Tensor) =>
          tf.sum(tf.square(tf.maxPool(
            tf.relu(tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, 1, "same")),
            2,
            2,
            "valid",
          )));
        const { value, grad } = tf.valueAndGrad(loss)(filter);
        return [...value.dataSync(), ...grad.dataSync()];
      });
    const expected = model();
    const actual = onBackend(BACKEND_NAME, model);
    expect(actual).toHaveLength(19);
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 3));
  });

  itRuns("leaves the active backend as it is", async () => {
    await start();
    expect(tf.getBackend()).toBe("cpu");
  });

  itRuns("takes another context in place of the first", async () => {
    const first = await start();
    const second = await start();
    const result = onBackend(
      BACKEND_NAME,
      () => tf.tidy(() => tf.add(tf.scalar(1), 2).dataSync()[0]),
    );
    expect(result).toBe(3);
    expect(first.binding.getNumOfTensors()).toBe(0);
    expect(second.binding.getNumOfTensors()).toBe(0);
  });

  itRuns("rounds int32 to itself, and floats as before", async () => {
    await start();
    const rounded = onBackend(BACKEND_NAME, () =>
      tf.tidy(() => [
        tf.round(tf.tensor1d([-12345678, 10], "int32")).arraySync(),
        tf.round(tf.tensor1d([1.4, -1.6, 2.5])).arraySync(),
      ]));
    expect(rounded).toEqual([[-12345678, 10], [1, -2, 2]]);
  });

  itRuns("names the op of an error", async () => {
    await start();
    expect(() =>
      onBackend(
        BACKEND_NAME,
        () => tf.tidy(() => tf.leakyRelu(tf.tensor1d([1], "int32")).dataSync()),
      )
    ).toThrow(/Cannot run TensorFlow op "LeakyRelu": .*int32/s);
  });
});
