import * as tf from "@tensorflow/tfjs";
import type { Block } from "./_block.ts";
import { BLOCKS } from "./_blocks.ts";
import { type Composer, type End, shapeOf } from "./_composer.ts";
import { chance, pick, type Random } from "./_draw.ts";
import { merged } from "./_moves.ts";

/** An output's loss, and values that it takes for targets. */
export interface Head {
  readonly loss: string;
  /** Targets of `count` rows with `size` values each. */
  readonly targets: (random: Random, count: number, size: number) => number[][];
}

type Targets = Head["targets"];

const rows = (value: (random: Random) => number): Targets => (random, count, size) =>
  Array.from({ length: count }, () => Array.from({ length: size }, () => value(random)));

const numbers = rows((random) => random() * 4 - 2);
const signs = rows((random) => random() < 0.5 ? -1 : 1);
const bits = rows((random) => random() < 0.5 ? 0 : 1);
const amounts = rows((random) => random() * 3);
const oneHot: Targets = (random, count, size) =>
  Array.from({ length: count }, () => {
    const label = Math.floor(random() * size);
    return Array.from({ length: size }, (_, i) => i === label ? 1 : 0);
  });

const LOSSES: Readonly<Record<string, readonly (readonly [string, Targets])[]>> = {
  linear: [
    ["meanSquaredError", numbers],
    ["meanAbsoluteError", numbers],
    ["logcosh", numbers],
    ["hinge", signs],
    ["squaredHinge", signs],
    ["cosineProximity", numbers],
  ],
  softmax: [
    ["categoricalCrossentropy", oneHot],
    ["kullbackLeiblerDivergence", oneHot],
    ["categoricalHinge", oneHot],
  ],
  sigmoid: [["binaryCrossentropy", bits]],
  softplus: [["poisson", amounts], ["meanSquaredLogarithmicError", amounts]],
};

/** Ends a model: one output or two, each with its loss. */
export function finish(composer: Composer): Head[] {
  const { random, ends, features } = composer;
  if (ends.length > 1 && chance(random, 0.6)) {
    ends.push(join(composer, composer.take(), composer.take()));
  }
  if (ends.length > 1) {
    features.add("outputs");
    // tfjs adds the losses before it averages them, and throws for outputs that differ before the last axis.
    for (const end of ends.splice(0)) ends.push(flat(composer, end));
  }
  return ends.splice(0).map((end) => {
    const dense = !end.weighted || chance(random, 0.5);
    const activation = dense ? pick(random, Object.keys(LOSSES)) : "linear";
    ends.push(dense ? output(composer, activation, end) : end);
    const [loss, targets] = pick(random, LOSSES[activation]!);
    return { loss, targets };
  });
}

function output(composer: Composer, activation: string, end: End): End {
  const block: Block = {
    title: "Dense, output",
    takes: () => true,
    make: ({ name }) => tf.layers.dense({ name, units: 3, activation: activation as "relu" }),
  };
  return composer.apply(composer.layer(block, end), end);
}

/** Both ends by a merge that takes them, or as one vector. */
function join(composer: Composer, a: End, b: End): End {
  return merged(composer, a, b) ?? merged(composer, flat(composer, a), flat(composer, b))!;
}

function flat(composer: Composer, end: End): End {
  const flatten = BLOCKS.find(({ title }) => title === "Flatten")!;
  return shapeOf(end).length === 1 ? end : composer.apply(composer.layer(flatten, end), end);
}
