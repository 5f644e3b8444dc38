import * as tf from "@tensorflow/tfjs";
import { loadDataset } from "../../src/data/mod.ts";
import type { TracedType } from "../../src/trace/mod.ts";

/** One argument of a row: a recipe for its values, which the harness seeds. */
export interface Input {
  readonly shape: readonly number[];
  readonly dtype: TracedType;
  /** Whether it reaches the kernel in NCHW order: through a convolution that changes no value. */
  readonly channelsFirst: boolean;
  readonly values: (random: () => number, size: number) => number[];
}

function input(shape: readonly number[], dtype: TracedType, values: Input["values"]): Input {
  return { shape, dtype, channelsFirst: false, values };
}

function drawn(shape: readonly number[], dtype: TracedType, draw: (random: number) => number) {
  return input(shape, dtype, (random, size) => Array.from({ length: size }, () => draw(random())));
}

/** Float32 in [-2, 2). */
export const floats = (...shape: number[]) =>
  drawn(shape, "float32", (r) => Math.fround(r * 4 - 2));

/** Float32 in [0.1, 3.1). */
export const positive = (...shape: number[]) =>
  drawn(shape, "float32", (r) => Math.fround(r * 3 + 0.1));

/** Float32 that are small whole numbers, so that many are equal. */
export const tied = (...shape: number[]) => drawn(shape, "float32", (r) => Math.floor(r * 3));

/** Int32 from -4 to 4. */
export const ints = (...shape: number[]) => drawn(shape, "int32", (r) => Math.floor(r * 9) - 4);

/** Bools. */
export const bools = (...shape: number[]) => drawn(shape, "bool", (r) => r < 0.5 ? 0 : 1);

/** These very values. */
export const given = (
  shape: readonly number[],
  values: readonly number[],
  dtype: TracedType = "float32",
) => input(shape, dtype, () => [...values]);

/** Float32 at and beyond the ends of what functions are defined for. */
export const EXTREMES: readonly number[] = [
  ...[-Infinity, -100, -1e-3, -0, 0],
  ...[1e-3, 100, Infinity, NaN],
];

const { test: DIGITS } = await loadDataset("mnist");

/** The first `count` MNIST test images, [count, 28, 28, 1] in 0 to 1: blank backgrounds, where all is equal. */
export const mnist = (count: number) =>
  input(
    [count, 28, 28, 1],
    "float32",
    (_, size) => Array.from(DIGITS.images.subarray(0, size), (pixel) => Math.fround(pixel / 255)),
  );

/** A rank-4 input in NCHW order. */
export const nchw = (plain: Input): Input => ({ ...plain, channelsFirst: true });

/** A generator with a fixed seed (Park and Miller's), equal in every run. */
export function generator(seed: number): () => number {
  let state = seed * 7919 + 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 8; i++) next();
  return next;
}

/** The values of the `index`-th input of a row. */
export function valuesOf({ shape, values }: Input, index: number): number[] {
  return values(generator(index + 1), shape.reduce((size, dim) => size * dim, 1));
}

/** A tensor of {@linkcode valuesOf} on tfjs's active backend. */
export function tensorOf(spec: Input, index: number): tf.Tensor {
  return tf.tensor(valuesOf(spec, index), [...spec.shape], spec.dtype);
}

/** Lays a tensor out as its input says: a 1x1 convolution by the identity gives NCHW in a trace. */
export function arrange(spec: Input | undefined, x: tf.Tensor): tf.Tensor {
  if (!spec?.channelsFirst) return x;
  const channels = x.shape[3]!;
  const identity = tf.reshape(tf.eye(channels), [1, 1, channels, channels]) as tf.Tensor4D;
  const moved = tf.conv2d(tf.cast(x, "float32") as tf.Tensor4D, identity, 1, "valid");
  return x.dtype === "float32" ? moved : tf.cast(moved, x.dtype);
}
