import * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { LayerRecorder } from "../types.ts";

/** The one tensor that a layer is called with. */
function only(inputs: unknown): tf.Tensor {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
}

function isTraining(kwargs: unknown): boolean {
  return (kwargs as { training?: boolean } | undefined)?.training === true;
}

/** tfjs's `GaussianNoise` while training: normal noise, which the runtime draws anew for each step, is added. */
export function gaussianNoiseCall(
  recorder: LayerRecorder,
  layer: layers.Layer,
  inputs: unknown,
  kwargs: unknown,
): tf.Tensor | undefined {
  if (!isTraining(kwargs)) return undefined;
  const { stddev } = layer as unknown as { stddev: number };
  const input = only(inputs);
  return tf.add(
    recorder.randomTensor(input, input.shape, { kind: "normal", mean: 0, stddev }),
    input,
  );
}

/** tfjs's `GaussianDropout` while training: the input times noise around 1. */
export function gaussianDropoutCall(
  recorder: LayerRecorder,
  layer: layers.Layer,
  inputs: unknown,
  kwargs: unknown,
): tf.Tensor | undefined {
  const { rate } = layer as unknown as { rate: number };
  if (!isTraining(kwargs) || !(rate > 0 && rate < 1)) return undefined;
  const input = only(inputs);
  const stddev = Math.sqrt(rate / (1 - rate));
  return tf.mul(
    input,
    recorder.randomTensor(input, input.shape, { kind: "normal", mean: 1, stddev }),
  );
}

/** Where SELU ends for large negative inputs: Klambauer et al. 2017, section 2. */
const SATURATION = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;

/**
 * tfjs's `AlphaDropout` while training. In Klambauer et al. 2017, "Self-Normalizing Neural Networks", dropped
 * values become SELU's lowest, and an affine map keeps mean and variance; tfjs has the sign of the dropped
 * values wrong, and so has this.
 */
export function alphaDropoutCall(
  recorder: LayerRecorder,
  layer: layers.Layer,
  inputs: unknown,
  kwargs: unknown,
): tf.Tensor | undefined {
  const { rate, noiseShape } = layer as unknown as { rate: number; noiseShape?: number[] };
  if (!isTraining(kwargs) || !(rate > 0 && rate < 1)) return undefined;
  const input = only(inputs);
  const mask = recorder.randomTensor(input, noiseShape ?? input.shape, { kind: "dropout", rate });
  const kept = tf.cast(tf.greater(mask, 0), "float32");
  const scale = ((1 - rate) * (1 + rate * SATURATION ** 2)) ** -0.5;
  const dropped = tf.mul(tf.sub(kept, 1), SATURATION);
  return tf.add(
    tf.mul(tf.add(tf.mul(input, kept), dropped), scale),
    -scale * SATURATION * rate,
  );
}
