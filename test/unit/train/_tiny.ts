import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../../src/data/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

export const NUM_CLASSES = 3;

/** 4x4 gray images, learnable: the class says which rows are bright; some noise from a counter. */
export function tinySet(count: number, offset = 0): ImageSet {
  const images = new Uint8Array(count * 16);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = (i + offset) % NUM_CLASSES;
    labels[i] = label;
    for (let pixel = 0; pixel < 16; pixel++) {
      const noise = Math.imul(i + offset + 1, pixel + 7) * 31 % 90;
      images[i * 16 + pixel] = (pixel >> 2) === label ? 160 + noise : noise;
    }
  }
  return { shape: { height: 4, width: 4, channels: 1 }, images, labels, count };
}

/** What {@linkcode tinyModel} lets a test choose. */
export interface TinyOptions {
  readonly optimizer?: tf.Optimizer | string;
  readonly dropout?: number;
  readonly loss?: string;
  readonly batchNormalization?: boolean;
}

/** A small compiled classifier of 4x4 images; the same weights at each call. */
export function tinyModel(options: TinyOptions = {}): tf.Sequential {
  const { optimizer = tf.train.adam(0.01), loss = "categoricalCrossentropy" } = options;
  const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({ name: "tiny" });
  model.add(tf.layers.flatten({ name: "flatten", inputShape: [4, 4, 1] }));
  model.add(
    tf.layers.dense({
      name: "dense_1",
      units: 6,
      activation: "relu",
      kernelInitializer: kernel(1),
    }),
  );
  if (options.batchNormalization) model.add(tf.layers.batchNormalization({ name: "norm" }));
  if (options.dropout) model.add(tf.layers.dropout({ name: "dropout", rate: options.dropout }));
  model.add(
    tf.layers.dense({
      name: "dense_2",
      units: NUM_CLASSES,
      activation: loss === "meanSquaredError" ? "linear" : "softmax",
      kernelInitializer: kernel(2),
    }),
  );
  model.compile({ optimizer: optimizer as "adam", loss, metrics: ["accuracy"] });
  return model;
}

/** Every optimizer of tfjs, as a row of a table. */
export const OPTIMIZER_ROWS: readonly (readonly [string, () => tf.Optimizer])[] = [
  ["sgd", () => tf.train.sgd(0.05)],
  ["momentum", () => tf.train.momentum(0.05, 0.9, true)],
  ["adagrad", () => tf.train.adagrad(0.05)],
  ["adadelta", () => tf.train.adadelta(1)],
  ["rmsprop", () => tf.train.rmsprop(0.01)],
  ["adam", () => tf.train.adam(0.01)],
  ["adamax", () => tf.train.adamax(0.01, 0.9, 0.999, 1e-7, 0.1)],
];
