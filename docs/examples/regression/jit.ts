/**
 * A regression by hand: own variables, own loop, gradients clipped by their global norm.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { jit } from "../../../src/mod.ts";
import { friedman, NUM_FEATURES } from "./data.ts";

const BATCH = 128;
const MAX_NORM = 1;

/** Trains and gives the loss of every step. */
export function train({ rows = 2048, epochs = 10 } = {}): number[] {
  const data = friedman(rows);
  const weight = (from: number, to: number, seed: number) =>
    tf.variable(
      tf.randomNormal([from, to], 0, 1 / Math.sqrt(from), "float32", seed),
    ) as tf.Tensor2D;
  const bias = (size: number) => tf.variable(tf.zeros([size]));
  const [w1, w2, w3] = [weight(NUM_FEATURES, 128, 1), weight(128, 128, 2), weight(128, 1, 3)];
  const [b1, b2, b3] = [bias(128), bias(128), bias(1)];

  const predict = (x: tf.Tensor2D) => {
    const hidden = tf.tanh(tf.add(tf.matMul(x, w1), b1)) as tf.Tensor2D;
    return tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(hidden, w2), b2)), w3), b3);
  };

  const optimizer = tf.train.momentum(0.01, 0.9);
  const update = jit((x: tf.Tensor2D, y: tf.Tensor2D) => {
    const { value, grads } = tf.variableGrads(() => tf.losses.meanSquaredError(y, predict(x)));
    const squares = Object.values(grads).map((grad) => tf.sum(tf.square(grad)));
    const scale = tf.div(MAX_NORM, tf.maximum(tf.sqrt(tf.addN(squares)), MAX_NORM));
    optimizer.applyGradients(
      Object.entries(grads).map(([name, grad]) => ({ name, tensor: tf.mul(grad, scale) })),
    );
    return value;
  });

  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let at = 0; at < rows; at += BATCH) {
      tf.tidy(() => {
        const x = tf.tensor2d(data.x.slice(at, at + BATCH));
        const y = tf.tensor2d(data.y.slice(at, at + BATCH));
        losses.push(update(x, y).dataSync()[0]!);
      });
    }
  }
  return losses;
}

if (import.meta.main) console.log(train());
