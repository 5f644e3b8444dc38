import type * as tf from "@tensorflow/tfjs";

/** A small model of one input and one output around one layer. */
export interface LayerCase {
  /** tfjs's class name of the layer. */
  readonly layer: string;
  /** What is particular in this configuration. */
  readonly title: string;
  /** Shape of one sample. */
  readonly input: readonly number[];
  readonly build: (x: tf.SymbolicTensor) => tf.SymbolicTensor;
  /** Whether a layer with weights stands in front, so that a gradient flows through. @default {true} */
  readonly front?: boolean;
  /** Draws one input value from a random number in [0, 1). @default {r => 4 * r - 2} */
  readonly draw?: (random: number) => number;
  /** Why it cannot be trained, where it cannot. */
  readonly untrainable?: RegExp;
  /** Samples to train with. @default {4} */
  readonly batch?: number;
}

/** What a case of {@linkcode cases} may say besides. */
export type CaseOptions = Pick<LayerCase, "front" | "draw" | "untrainable" | "batch">;

/** One configuration of a layer. */
export type CaseTuple = readonly [
  title: string,
  input: readonly number[],
  build: (x: tf.SymbolicTensor) => tf.SymbolicTensor,
  options?: CaseOptions,
];

/** The cases of one layer class. `options` hold for all of them. */
export function cases(
  layer: string,
  tuples: readonly CaseTuple[],
  options: CaseOptions = {},
): LayerCase[] {
  return tuples.map(([title, input, build, own]) => ({
    layer,
    title,
    input,
    build,
    ...options,
    ...own,
  }));
}

/** Applies a layer to one tensor. */
export function through(layer: tf.layers.Layer) {
  return (x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;
}

/** Feeds a merge with `x` and what each of `branches` makes of it. */
export function merged(merge: tf.layers.Layer, ...branches: tf.layers.Layer[]) {
  return (x: tf.SymbolicTensor) =>
    merge.apply([
      x,
      ...branches.map((branch) => branch.apply(x) as tf.SymbolicTensor),
    ]) as tf.SymbolicTensor;
}
