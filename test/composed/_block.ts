import type * as tf from "@tensorflow/tfjs";
import type { Random } from "./_draw.ts";

/** What a {@linkcode Block} makes its layer for. */
export interface Site {
  /** Shape of one sample of the layer's input. */
  readonly shape: readonly number[];
  readonly random: Random;
  /** The layer's name. */
  readonly name: string;
}

/** A kind of layer that the generator puts into a model, in a configuration drawn at random. */
export interface Block {
  /** tfjs's class name of the layer, and what is particular. */
  readonly title: string;
  readonly takes: (shape: readonly number[]) => boolean;
  readonly make: (site: Site) => tf.layers.Layer;
  /** Where tfjs cannot train it: what the refusal says. */
  readonly untrainable?: RegExp;
  /** Whether the layer has weights. */
  readonly weighted?: boolean;
  /** Whether it keeps the shape with the arguments that {@linkcode Site} gives: it may be applied twice in a row. */
  readonly keepsShape?: boolean;
  /** Samples to train with, where the usual number does not do. */
  readonly batch?: number;
}

/** All 16 activations of tfjs (its types lack some). */
export const ACTIVATIONS = [
  ...["elu", "selu", "relu", "relu6", "linear", "sigmoid", "hardSigmoid", "softplus"],
  ...["softsign", "tanh", "softmax", "logSoftmax", "gelu", "gelu_new", "mish", "swish"],
] as "relu"[];

/** Most values that a sample may have before a layer that makes it larger. */
const LARGE = 150;

/** Whether a layer may make a sample larger. */
export function isSmall(shape: readonly number[]): boolean {
  return shape.reduce((size, dim) => size * dim, 1) <= LARGE;
}

export const isVector = (shape: readonly number[]) => shape.length === 1;
export const isSequence = (shape: readonly number[]) => shape.length === 2;
export const isImage = (shape: readonly number[]) => shape.length === 3;
