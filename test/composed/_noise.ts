import * as tf from "@tensorflow/tfjs";
import { fillRandom } from "../../src/random/mod.ts";
import { type RandomInput, traceFunction } from "../../src/trace/mod.ts";

/** A layer's draws in one call while training: what it makes of its input with them. */
type Formula = (layer: tf.layers.Layer, x: tf.Tensor, noise: tf.Tensor) => tf.Tensor;

/** Where SELU ends for large negative inputs (Klambauer et al. 2017); tfjs drops to its opposite. */
const LOWEST = -1.7580993408473766;

const alpha: Formula = (layer, x, noise) => {
  const { rate } = layer as unknown as { rate: number };
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * LOWEST ** 2));
  const kept = tf.where(tf.greater(noise, 0), x, tf.fill(x.shape, -LOWEST));
  return kept.mul(scale).sub(scale * LOWEST * rate);
};

const FORMULAS: Readonly<Record<string, Formula>> = {
  Dropout: (_, x, noise) => tf.mul(x, noise),
  SpatialDropout1D: (_, x, noise) => tf.mul(x, noise),
  GaussianDropout: (_, x, noise) => tf.mul(x, noise),
  GaussianNoise: (_, x, noise) => tf.add(x, noise),
  AlphaDropout: alpha,
};

/** The shape of a layer's draws for an input, in tfjs's own order of axes. */
function drawnShape(layer: tf.layers.Layer, [batch, ...rest]: number[]): number[] {
  return layer.getClassName() === "SpatialDropout1D" ? [batch!, 1, rest[1]!] : [batch!, ...rest];
}

/** What a model's training step draws, in the order in which its layers ask. */
export function randomsOf(model: tf.LayersModel, data: readonly tf.Tensor[]): RandomInput[] {
  if (!model.layers.some((layer) => layer.getClassName() in FORMULAS)) return [];
  const train = (model as unknown as Trainable).makeTrainFunction();
  const traced = traceFunction(
    (...tensors) => ({ loss: train(tensors)[0]! }),
    data.map(({ shape }, i) => ({ name: `data_${i}`, shape, dtype: "float32" })),
    { reorder: true },
  );
  return [...traced.randoms];
}

interface Trainable {
  makeTrainFunction(): (data: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Lets a model of plain tfjs train with the numbers that an accelerated one draws: they are a function of the seed, the
 * step and their place among the step's draws.
 *
 * @returns Sets the step, before it is made.
 */
export function feedNoise(
  model: tf.LayersModel,
  randoms: readonly RandomInput[],
  seed: number,
): (step: number) => void {
  let [present, next] = [0, 0];
  for (const layer of model.layers) {
    const formula = FORMULAS[layer.getClassName()];
    if (formula === undefined) continue;
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      if (kwargs["training"] !== true) return call(inputs, kwargs);
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const index = next++;
      const noise = drawn(randoms[index]!, drawnShape(layer, x.shape), seed, present, index);
      return formula(layer, x, noise);
    };
  }
  return (step) => [present, next] = [step, 0];
}

/** One draw in tfjs's order of axes; the graph has images channels first where they lie so. */
function drawn(
  { shape, distribution }: RandomInput,
  wanted: number[],
  seed: number,
  step: number,
  index: number,
): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(wanted));
  fillRandom(values, distribution, seed, step, index);
  const tensor = tf.tensor(values, [...shape]);
  return String(shape) === String(wanted) ? tensor : tf.transpose(tensor, [0, 2, 3, 1]);
}
