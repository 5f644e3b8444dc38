import * as tf from "@tensorflow/tfjs";

/**
 * Puts right what tfjs-node's kernels get wrong with today's TensorFlow: `Round` of int32 gives
 * zeros in TensorFlow 2.21, and whole numbers are round already.
 *
 * @param backendName The backend that the kernels are registered for.
 */
export function repairKernels(backendName: string): void {
  const round = tf.getKernel(tf.Round, backendName);
  const identity = tf.getKernel(tf.Identity, backendName);
  tf.unregisterKernel(tf.Round, backendName);
  tf.registerKernel({
    ...round,
    kernelFunc: (args) => (args.inputs.x?.dtype === "int32" ? identity : round).kernelFunc(args),
  });
}
