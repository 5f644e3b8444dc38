import * as tf from "@tensorflow/tfjs";
import { pick, type Random, whole } from "./_draw.ts";

const { layers } = tf;

type Shape = readonly number[];

/** A merge of two samples of the shapes that it takes. */
export interface Merge {
  readonly title: string;
  readonly takes: (a: Shape, b: Shape) => boolean;
  readonly make: (site: { a: Shape; b: Shape; random: Random; name: string }) => tf.layers.Layer;
  readonly untrainable?: RegExp;
}

const equal = (a: Shape, b: Shape) => String(a) === String(b);

/** Whether tfjs repeats one of them: it puts axes of size 1 behind the batch of the one of lower rank. */
function repeats(a: Shape, b: Shape): boolean {
  const rank = Math.max(a.length, b.length);
  const sizes = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [first, second] = [sizes(a), sizes(b)];
  if (!first.every((dim, i) => dim === second[i] || dim === 1 || second[i] === 1)) return false;
  return !equal(first, second);
}

/** Axes along which alone the two differ, if at all: the first is the batch. */
function concatenable(a: Shape, b: Shape): number[] {
  if (a.length !== b.length) return [];
  return a.map((_, axis) => axis + 1).filter((axis) =>
    a.every((dim, i) => i === axis - 1 || dim === b[i])
  );
}

/** Pairs of axes of equal size to multiply and add along, for samples of rank 1 and 2. */
function dotAxes(a: Shape, b: Shape): [number, number][] {
  if (a.length > 2 || b.length > 2) return [];
  return a.flatMap((dim, i) =>
    b.flatMap((other, k): [number, number][] => (dim === other ? [[i + 1, k + 1]] : []))
  );
}

const sums = (a: Shape, b: Shape) => equal(a, b) || repeats(a, b);

/** tfjs forgets to add up the gradient of what it repeated. */
const REPEATED = /gradient of input '[ab]' has shape/;

export const MERGES: readonly Merge[] = [
  { title: "Add", takes: sums, make: ({ name }) => layers.add({ name }) },
  { title: "Multiply", takes: sums, make: ({ name }) => layers.multiply({ name }) },
  { title: "Average", takes: sums, make: ({ name }) => layers.average({ name }) },
  { title: "Maximum", takes: equal, make: ({ name }) => layers.maximum({ name }) },
  { title: "Minimum", takes: equal, make: ({ name }) => layers.minimum({ name }) },
  {
    title: "Maximum, repeated",
    takes: repeats,
    make: ({ name }) => layers.maximum({ name }),
    untrainable: REPEATED,
  },
  {
    title: "Minimum, repeated",
    takes: repeats,
    make: ({ name }) => layers.minimum({ name }),
    untrainable: REPEATED,
  },
  {
    title: "Concatenate",
    takes: (a, b) => concatenable(a, b).length > 0,
    make: ({ a, b, random, name }) =>
      layers.concatenate({ name, axis: pick(random, concatenable(a, b)) }),
  },
  {
    title: "Dot",
    takes: (a, b) => dotAxes(a, b).length > 0,
    make: ({ a, b, random, name }) =>
      layers.dot({ name, axes: pick(random, dotAxes(a, b)), normalize: whole(random, 0, 1) === 1 }),
  },
];
