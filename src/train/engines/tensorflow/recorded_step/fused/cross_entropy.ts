import * as tf from "@tensorflow/tfjs";
import { TF_TYPES } from "../../data_types.ts";
import { type NodeBackend, typeAttribute } from "../_node_backend.ts";

/** What tfjs's types hide of a compiled model. */
interface CompiledLoss {
  lossFunctions: ((target: tf.Tensor, output: tf.Tensor) => tf.Tensor)[];
}

/** The kernel call that every softmax ends in. */
type RunKernel = ReturnType<typeof tf.engine>["runKernel"];

/**
 * The cross-entropy of a model that ends in a softmax as `SoftmaxCrossEntropyWithLogits`, which computes loss
 * and gradient at once. As in tfjs, a probability counts as no less than epsilon and no more than 1 - epsilon,
 * and has no gradient beyond; that holds for one-hot labels.
 */
export function fuseCrossEntropy(backend: NodeBackend, model: tf.LayersModel): () => void {
  if (model.loss !== "categoricalCrossentropy") return () => {};
  const compiled = model as unknown as CompiledLoss;
  const { lossFunctions } = compiled;
  const softmax = watchSoftmax();
  compiled.lossFunctions = lossFunctions.map((loss) => (target, output) => {
    const logits = softmax.logitsOf(output);
    return logits === undefined ? loss(target, output) : crossEntropy(backend, target, logits);
  });
  return () => {
    softmax.stop();
    compiled.lossFunctions = lossFunctions;
  };
}

function crossEntropy(backend: NodeBackend, target: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const attributes = [typeAttribute("T", TF_TYPES.TF_FLOAT)];
  const fused = tf.customGrad((logits, save) => {
    const [loss, gradient] = backend.executeMultipleOutputs(
      "SoftmaxCrossEntropyWithLogits",
      attributes,
      [logits as tf.Tensor, target],
      2,
    ) as [tf.Tensor, tf.Tensor];
    (save as tf.GradSaveFunc)([gradient]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, [gradient]: tf.Tensor[]) =>
        tf.mul(tf.expandDims(dy, -1), gradient!),
    };
  });
  const epsilon = tf.backend().epsilon();
  return tf.clipByValue(fused(logits), -Math.log(1 - epsilon), -Math.log(epsilon));
}

/** Keeps what each softmax of a matrix is computed from, until it is stopped. */
function watchSoftmax() {
  const engine = tf.engine();
  const { runKernel } = engine;
  const known: { output: tf.DataId; logits: tf.Tensor }[] = [];
  engine.runKernel = function (kernelName, inputs, attrs) {
    const result = (runKernel as RunKernel).call(engine, kernelName, inputs, attrs);
    const logits = inputs["logits"] as tf.Tensor | undefined;
    if (kernelName === "Softmax" && logits?.rank === 2) {
      // A layer's tidy would dispose the tensor itself.
      known.push({ output: (result as tf.Tensor).dataId, logits: tf.keep(tf.clone(logits)) });
    }
    return result as never;
  };
  return {
    logitsOf: ({ dataId }: tf.Tensor) => known.find(({ output }) => output === dataId)?.logits,
    stop() {
      engine.runKernel = runKernel;
      for (const { logits } of known) logits.dispose();
    },
  };
}
