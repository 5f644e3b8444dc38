import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { mnistCnn } from "../../../models/mod.ts";
import { bytesText, summary } from "../../../src/train/mod.ts";
import { tinyModel } from "./_tiny.ts";

it("summary() prints Keras's table of layers", () => {
  const model = mnistCnn.build({
    shape: { height: 28, width: 28, channels: 1 },
    numClasses: 10,
    seed: 0,
  });
  expect(`\n${summary(model)}`).toBe(`
Model: "mnist-cnn"
┏━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━┓
┃ Layer (type)          ┃ Output Shape       ┃   Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━┩
│ conv_1 (Conv2D)       │ (None, 26, 26, 32) │       320 │
├───────────────────────┼────────────────────┼───────────┤
│ conv_2 (Conv2D)       │ (None, 24, 24, 64) │    18,496 │
├───────────────────────┼────────────────────┼───────────┤
│ pool_1 (MaxPooling2D) │ (None, 12, 12, 64) │         0 │
├───────────────────────┼────────────────────┼───────────┤
│ dropout_1 (Dropout)   │ (None, 12, 12, 64) │         0 │
├───────────────────────┼────────────────────┼───────────┤
│ flatten (Flatten)     │ (None, 9216)       │         0 │
├───────────────────────┼────────────────────┼───────────┤
│ dense_1 (Dense)       │ (None, 128)        │ 1,179,776 │
├───────────────────────┼────────────────────┼───────────┤
│ dropout_2 (Dropout)   │ (None, 128)        │         0 │
├───────────────────────┼────────────────────┼───────────┤
│ dense_2 (Dense)       │ (None, 10)         │     1,290 │
└───────────────────────┴────────────────────┴───────────┘
 Total params: 1,199,882 (4.58 MB)
 Trainable params: 1,199,882 (4.58 MB)
 Non-trainable params: 0 (0.00 B)`);
});

it("summary() tells trainable from other parameters", () => {
  expect(summary(tinyModel({ batchNormalization: true })).split("\n").slice(-3)).toEqual([
    " Total params: 147 (588.00 B)",
    " Trainable params: 135 (540.00 B)",
    " Non-trainable params: 12 (48.00 B)",
  ]);
});

it("summary() takes models with branches, shapes of one dimension and several outputs", () => {
  const input = tf.input({ shape: [4], name: "pixels" });
  const dense = tf.layers.dense({ units: 2, name: "dense" }).apply(input) as tf.SymbolicTensor;
  const outputs = tf.layers.add({ name: "sum" }).apply([dense, dense]) as tf.SymbolicTensor;
  const text = summary(tf.model({ inputs: input, outputs, name: "branches" }));
  expect(text).toContain("│ pixels (InputLayer) │ (None, 4)    │       0 │");
  expect(text).toContain("│ sum (Add)           │ (None, 2)    │       0 │");
});

it.each([
  [0, "0.00 B"],
  [1023, "1023.00 B"],
  [940_584, "918.54 KB"],
  [1024 ** 2, "1.00 MB"],
  [3 * 1024 ** 4, "3.00 TB"],
])("bytesText(%d) is %s", (bytes, expected) => {
  expect(bytesText(bytes)).toBe(expected);
});
