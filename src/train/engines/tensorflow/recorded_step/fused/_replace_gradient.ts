import * as tf from "@tensorflow/tfjs";

/** Replaces tfjs's gradient of a kernel until the result is called. */
export function replaceGradient(
  kernelName: string,
  make: (before: tf.GradConfig) => Omit<tf.GradConfig, "kernelName">,
): () => void {
  const before = tf.getGradient(kernelName);
  const set = (config: tf.GradConfig) => {
    tf.unregisterGradient(kernelName);
    tf.registerGradient(config);
  };
  set({ kernelName, ...make(before) });
  return () => set(before);
}
