import * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { LayerRecorder } from "../types.ts";

/** What tfjs's Dropout and its subclasses keep in their instances. */
interface DropoutLayer {
  readonly rate: number;
  readonly getNoiseShape: (input: tf.Tensor) => number[] | undefined;
}

/**
 * Dropout while training: the input times a mask that the runtime draws anew for each step. tfjs draws the
 * mask in JavaScript, which a trace would freeze into one constant.
 *
 * Formula: Srivastava et al. 2014, "inverted" as in Keras: kept values are divided by `1 - rate`.
 */
export function dropoutCall(
  recorder: LayerRecorder,
  layer: layers.Layer,
  inputs: unknown,
  kwargs: unknown,
): tf.Tensor | undefined {
  const { rate, getNoiseShape } = layer as unknown as DropoutLayer;
  const training = (kwargs as { training?: boolean } | undefined)?.training === true;
  if (!training || !(rate > 0 && rate < 1)) return undefined;
  const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
  const noise = getNoiseShape.call(layer, input) ?? input.shape;
  const shape = noise.map((dim, axis) => dim ?? input.shape[axis]!);
  const mask = recorder.randomTensor(input, shape, { kind: "dropout", rate });
  return tf.mul(input, mask);
}
