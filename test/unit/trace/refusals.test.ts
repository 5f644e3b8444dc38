import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { toOnnx } from "../../../src/export/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";
import { take, traceOf } from "./_run.ts";

prepareTfjs();

const { layers } = tf;

it("a stateful layer is refused by name, and keeps its states", () => {
  const layer = layers.lstm({
    name: "memory",
    units: 2,
    stateful: true,
    batchInputShape: [2, 3, 1],
  });
  const model = tf.sequential({ layers: [layer] });
  const x = tf.ones([2, 3, 1]);
  const predict = () => take(model.predict(x, { batchSize: 2 }) as tf.Tensor);
  predict();
  const states = () => (layer as tf.RNN).getStates().map((state) => state.dataSync().slice());
  const before = states();
  expect(() => toOnnx(model, { batch: 2 })).toThrow(
    'Cannot trace layer "memory" (LSTM): "stateful: true" keeps states between calls',
  );
  expect(states()).toEqual(before);
  expect(predict()).not.toEqual(before[0]);
});

it("batch normalization along another axis than the last exports and does not train", () => {
  const layer = layers.batchNormalization({ name: "norm", axis: 1 });
  layer.apply(tf.input({ shape: [3, 4, 2] }));
  const shape = [2, 3, 4, 2];
  expect(traceOf((x) => layer.apply(x) as tf.Tensor, [shape]).graph.nodes.length).toBeGreaterThan(
    0,
  );
  const training = (x: tf.Tensor) =>
    tf.grad((input) => layer.apply(input, { training: true }) as tf.Tensor)(x);
  expect(() => traceOf(training, [shape])).toThrow(
    'Cannot train layer "norm" (BatchNormalization): tfjs has no gradient for axis 1 of rank 4. Use the last axis',
  );
});
