import * as tf from "@tensorflow/tfjs";
import { generator } from "../unit/trace/zoo/mod.ts";
import type { Block } from "./_block.ts";
import { BLOCKS, EMBEDDING, VOCABULARY } from "./_blocks.ts";
import { Composer, type End, type Feature } from "./_composer.ts";
import { chance, pick, type Random, whole } from "./_draw.ts";
import { finish, type Head } from "./_heads.ts";
import { type Merge, MERGES } from "./_merges.ts";
import { merged, move } from "./_moves.ts";

/** Layers that a composed model may have, inputs not counted. */
export const SIZES = [3, 10] as const;

/** A model that {@linkcode compose} made, and what is to know of it. */
export interface Composed {
  readonly model: tf.LayersModel;
  /** Titles of its layers, in the order in which they were added. */
  readonly titles: readonly string[];
  readonly features: ReadonlySet<Feature>;
  /** What each output is like, and its loss. */
  readonly heads: readonly Head[];
  /** Where tfjs cannot train it: what the refusal says. */
  readonly untrainable: RegExp | undefined;
  /** Samples to train with. */
  readonly batch: number;
  /** Values for the inputs: always the same for the same batch. */
  readonly draw: (batch: number) => tf.Tensor[];
  /** Targets for each output: always the same for the same batch. */
  readonly drawTargets: (batch: number) => tf.Tensor[];
}

/** What each model has at least: every block and every merge has its turn. */
const TURNS: readonly (Block | Merge)[] = [
  ...BLOCKS.filter(({ title }) => !title.startsWith("Activation")),
  ...MERGES,
  ...BLOCKS.filter(({ title }) => title.startsWith("Activation")),
];

/** The shape of a sample: small, since tfjs's cpu backend is slow. */
function inputShape(random: Random): number[] {
  const rank = whole(random, 1, 3);
  if (rank === 1) return [whole(random, 2, 6)];
  if (rank === 2) return [whole(random, 2, 7), whole(random, 1, 4)];
  return [whole(random, 3, 10), whole(random, 3, 10), whole(random, 1, 3)];
}

/** The model of a number, the same in every process. */
export function compose(seed: number): Composed {
  for (let attempt = 0;; attempt++) {
    const composed = attemptTo(seed, attempt);
    if (composed !== undefined) return composed;
  }
}

function attemptTo(seed: number, attempt: number): Composed | undefined {
  const random = generator(seed * 1000 + attempt);
  const composer = new Composer(random);
  const turn = TURNS[seed % TURNS.length]!;
  if (!begin(composer, turn)) return undefined;
  const size = whole(random, SIZES[0], SIZES[1] - 4);
  while (composer.layers < size) move(composer);
  const heads = finish(composer);
  const { layers, titles, features, untrainable, batch, inputs, ends } = composer;
  if (layers < SIZES[0] || layers > SIZES[1]) return undefined;
  const model = tf.model({
    inputs,
    outputs: ends.map(({ tensor }) => tensor),
    name: `composed_${seed}`,
  });
  randomize(model, random);
  return {
    ...{ model, titles, features, heads, untrainable, batch },
    draw: (size) => drawInputs(model, turn === EMBEDDING, size),
    drawTargets: (size) => drawTargets(model, heads, size),
  };
}

/** Makes the inputs and puts the layer whose turn it is behind them; `false` where it does not fit. */
function begin(composer: Composer, turn: Block | Merge): boolean {
  const { random, ends } = composer;
  const shape = inputShape(random);
  composer.input(shape);
  if (turn === EMBEDDING) {
    if (shape.length !== 1) return false;
  } else if (chance(random, 0.3)) composer.input(shape);
  for (const end of ends.splice(0)) {
    if (turn === EMBEDDING) ends.push(composer.apply(composer.layer(turn, end), end));
    else if (needsWeights(turn)) ends.push(weigh(composer, end));
    else ends.push(end);
  }
  return turn === EMBEDDING ||
    (MERGES.includes(turn as Merge)
      ? mergeFirst(composer, turn as Merge)
      : blockFirst(composer, turn as Block));
}

/** Whether weights must stand before a layer: without a gradient it is not refused. */
const needsWeights = (turn: Block | Merge) =>
  turn.untrainable !== undefined && !("weighted" in turn && turn.weighted);

function weigh(composer: Composer, end: End): End {
  const dense = BLOCKS.find(({ title }) => title === "Dense")!;
  return composer.apply(composer.layer(dense, end), end);
}

function blockFirst(composer: Composer, turn: Block): boolean {
  const end = composer.take();
  if (!composer.fits(turn, end)) return false;
  composer.ends.push(composer.apply(composer.layer(turn, end), end));
  return true;
}

/** Merges two ends, one of them made of the other by another layer. */
function mergeFirst(composer: Composer, turn: Merge): boolean {
  const a = composer.take();
  if (composer.ends.length === 0) {
    const blocks = BLOCKS.filter((block) =>
      block.untrainable === undefined && composer.fits(block, a)
    );
    const block = pick(composer.random, blocks);
    composer.ends.push(composer.apply(composer.layer(block, a), a));
    composer.features.add("branch");
  }
  const b = composer.take();
  if (!composer.merges(turn, a, b)) return false;
  composer.ends.push(merged(composer, a, b, turn)!);
  return true;
}

/** Random weights that keep values near 1: tfjs starts biases and averages with zeros. */
function randomize(model: tf.LayersModel, random: Random): void {
  tf.tidy(() =>
    model.setWeights(model.weights.map(({ originalName, shape: dims }) => {
      const shape = dims as number[];
      const size = tf.util.sizeFromShape(shape);
      const fan = Math.max(1, size / (shape.at(-1) ?? 1));
      const limit = shape.length < 2 ? 0.3 : Math.sqrt(3 / fan);
      const values = Array.from({ length: size }, () => (random() * 2 - 1) * limit);
      const weights = tf.tensor(values, shape);
      return /variance|gamma/.test(originalName) ? weights.add(1) : weights;
    }))
  );
}

function drawInputs(model: tf.LayersModel, tokens: boolean, batch: number): tf.Tensor[] {
  const random = generator(batch + 100);
  return model.inputs.map(({ shape }) => {
    const dims = [batch, ...shape.slice(1) as number[]];
    const value = () => tokens ? Math.floor(random() * VOCABULARY) : random() * 2 - 1;
    return tf.tensor(Array.from({ length: tf.util.sizeFromShape(dims) }, value), dims);
  });
}

function drawTargets(model: tf.LayersModel, heads: readonly Head[], batch: number): tf.Tensor[] {
  const random = generator(batch + 200);
  return model.outputs.map(({ shape }, i) => {
    const dims = [batch, ...shape.slice(1) as number[]];
    const size = dims.at(-1)!;
    const rows = heads[i]!.targets(random, tf.util.sizeFromShape(dims) / size, size);
    return tf.tensor(rows.flat(), dims);
  });
}
