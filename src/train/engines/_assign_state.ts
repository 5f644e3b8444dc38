import * as tf from "@tensorflow/tfjs";
import { setIterations } from "../variables.ts";
import { onBackend } from "./_tfjs.ts";

/**
 * Copies what an engine trained into the model.
 *
 * @param values Variables with their values; tfjs keeps the arrays.
 * @param iterations The steps that the optimizer has made.
 */
export function assignState(
  model: tf.LayersModel,
  values: Iterable<readonly [tf.Variable, Float32Array]>,
  iterations: number,
): void {
  onBackend("cpu", () => {
    for (const [variable, data] of values) {
      const value = tf.tensor(data, variable.shape, variable.dtype);
      variable.assign(value);
      value.dispose();
    }
    setIterations(model.optimizer, iterations);
  });
}
