import * as tf from "@tensorflow/tfjs";
import type { Preprocessing } from "../../../src/preprocess/mod.ts";
import { toOnnx, toTeachStep } from "../../../src/export/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";
import type { Corrected, ImagePack } from "../../../web/teach/mod.ts";
import { numbers } from "./_hands.ts";

prepareTfjs();

const { layers } = tf;

/** How the small model takes its images. */
export const SPEC: Preprocessing = {
  height: 6,
  width: 6,
  channels: 1,
  scale: 1 / 255,
  flatten: false,
  mode: "photo",
  invert: "never",
};

/** Classes of the small model. */
export const CLASSES = 4;

let seed = 0;

function weights() {
  return {
    kernelInitializer: tf.initializers.glorotUniform({ seed: ++seed }),
    biasInitializer: tf.initializers.randomUniform({ minval: -0.2, maxval: 0.2, seed: ++seed }),
  };
}

/**
 * A small model with both of the things that make a head hard to find in its file: a convolution's channels in
 * another order than tfjs's, and dropout.
 */
export function smallModel(): tf.Sequential {
  return tf.sequential({
    layers: [
      layers.conv2d({
        inputShape: [6, 6, 1],
        filters: 5,
        kernelSize: 3,
        activation: "relu",
        ...weights(),
      }),
      layers.flatten(),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 16, activation: "relu", ...weights() }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: CLASSES, activation: "softmax", ...weights() }),
    ],
  });
}

/** A model's file and its training step. */
export function filesOf(model: tf.Sequential, batch = 8) {
  const { bytes, graph } = toOnnx(model, {
    metadata: { preprocessing: JSON.stringify(SPEC), labels: '["a","b","c","d"]' },
  });
  return { model: bytes, step: toTeachStep(model, graph, { batch })!.bytes };
}

/** Random images with random labels. */
export function randomPack(count: number, seed: number): ImagePack {
  const random = numbers(seed);
  const bytes = (length: number, below: number) =>
    Uint8Array.from({ length }, () => Math.floor(random() * below));
  const { height, width, channels } = SPEC;
  return {
    height,
    width,
    channels,
    count,
    labels: bytes(count, CLASSES),
    pixels: bytes(count * height * width * channels, 256),
  };
}

/** A pack's images as corrected drawings. */
export function drawingsOf({ count, labels, pixels }: ImagePack): Corrected[] {
  const size = pixels.length / count;
  return Array.from({ length: count }, (_, i) => ({
    input: Float32Array.from(
      pixels.subarray(i * size, (i + 1) * size),
      (pixel) => pixel * SPEC.scale,
    ),
    label: labels[i]!,
  }));
}
