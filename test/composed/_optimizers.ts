import * as tf from "@tensorflow/tfjs";
import { Adadelta } from "../../src/train/mod.ts";

/**
 * Well above rounding: at 1e-7, the default, an adaptive optimizer makes whole steps of what rounding leaves
 * where a gradient is 0, as before batch normalization.
 */
const EPSILON = 1e-2;

/** Every optimizer of tfjs, and Adadelta as published. */
export const OPTIMIZERS: readonly (readonly [string, () => tf.Optimizer])[] = [
  ["sgd", () => tf.train.sgd(0.02)],
  ["momentum", () => tf.train.momentum(0.01, 0.8, true)],
  ["adagrad", () => tf.train.adagrad(0.02, 0.2)],
  ["adadelta of tfjs", () => tf.train.adadelta(0.02, 0.9, EPSILON)],
  ["adadelta", () => new Adadelta(0.5, 0.9, EPSILON)],
  // Not centred: there tfjs subtracts epsilon, and takes the root of what is then below 0.
  ["rmsprop", () => tf.train.rmsprop(0.01, 0.8, 0.5, EPSILON)],
  ["adam", () => tf.train.adam(0.01, 0.8, 0.99, EPSILON)],
  ["adamax", () => tf.train.adamax(0.01, 0.8, 0.99, EPSILON, 0.1)],
];
