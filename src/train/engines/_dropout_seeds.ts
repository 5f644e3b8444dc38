import type * as tf from "@tensorflow/tfjs";

/** A layer that draws a mask, such as Dropout: tfjs takes its seed from this field at each call. */
interface SeededLayer extends tf.layers.Layer {
  seed?: number;
}

/**
 * Runs `step` with a seed on each layer that takes one. tfjs draws one and the same mask for one
 * seed, and other masks in every run for none: so each layer gets a new seed for each step.
 * Noise layers and dropout inside recurrent layers take no seed from outside and stay random.
 */
export function withStepSeeds<T>(
  model: tf.LayersModel,
  seed: number,
  stepNumber: number,
  step: () => T,
): T {
  const layers = seededLayers(model);
  const before = layers.map((layer) => layer.seed);
  layers.forEach((layer, i) => layer.seed = mix(seed, stepNumber, i));
  try {
    return step();
  } finally {
    layers.forEach((layer, i) => layer.seed = before[i]!);
  }
}

function seededLayers(container: tf.LayersModel): SeededLayer[] {
  return container.layers.flatMap((layer) => {
    if ("layers" in layer) return seededLayers(layer as unknown as tf.LayersModel);
    return "seed" in layer && "rate" in layer ? [layer as SeededLayer] : [];
  });
}

/** A positive 32-bit number that differs in all its bits when one argument differs. */
function mix(...values: number[]): number {
  let hash = 0x9e3779b9;
  for (const value of values) {
    // Rounds of MurmurHash3's finalizer, https://github.com/aappleby/smhasher
    hash = Math.imul(hash ^ value, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) || 1;
}
