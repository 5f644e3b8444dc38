import * as tf from "@tensorflow/tfjs";
import type { LayerCase } from "./_case.ts";

/** A generator with a fixed seed (Park and Miller's), equal in every run. */
export function generator(seed: number): () => number {
  let state = seed * 7919 + 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 8; i++) next();
  return next;
}

/** The model of a case, with random weights: tfjs starts biases and averages with zeros. */
export function modelOf({ input, build, front = true }: LayerCase): tf.LayersModel {
  const x = tf.input({ shape: [...input] });
  const channels = input.at(-1)!;
  const first = input.length === 3
    ? tf.layers.conv2d({ filters: channels, kernelSize: 1 })
    : tf.layers.dense({ units: channels });
  const outputs = build(front ? first.apply(x) as tf.SymbolicTensor : x);
  const model = tf.model({ inputs: x, outputs });
  randomize(model);
  return model;
}

/** Replaces weights by random ones in (-0.8, 0.8), variances by such in (0.4, 1.2). */
export function randomize(model: tf.LayersModel): void {
  const random = generator(5);
  tf.tidy(() =>
    model.setWeights(model.weights.map(({ originalName, shape }) => {
      const size = tf.util.sizeFromShape(shape as number[]);
      const values = Array.from({ length: size }, () => random() * 1.6 - 0.8);
      const weights = tf.tensor(values, shape as number[]);
      return originalName.includes("variance") ? weights.div(2).add(0.8) : weights;
    }))
  );
}

/** Values of `batch` inputs, flat. */
export function inputsOf(
  { input, draw = (r) => 4 * r - 2 }: LayerCase,
  batch: number,
): Float32Array {
  const random = generator(batch);
  const size = tf.util.sizeFromShape([batch, ...input]);
  return Float32Array.from({ length: size }, () => draw(random()));
}
