/**
 * Gradients and updates by TensorFlow's own ops, where those that tfjs composes read and write the same memory
 * several times.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { NodeBackend } from "../_node_backend.ts";
import { fuseBatchNorm } from "./batch_norm.ts";
import { fuseBias } from "./bias.ts";
import { fuseCrossEntropy } from "./cross_entropy.ts";
import { fuseRelu } from "./relu.ts";

export * from "./updates.ts";

/**
 * Replaces tfjs's gradients of ReLU, biases, batch normalization and the cross-entropy of a softmax, until the
 * result is called. The values are the same but for rounding.
 */
export function fuseGradients(backend: NodeBackend, model: tf.LayersModel): () => void {
  const undo = [
    fuseRelu(backend),
    fuseBias(backend),
    fuseBatchNorm(backend),
    fuseCrossEntropy(backend, model),
  ];
  return () => undo.reverse().forEach((restore) => restore());
}
