import type * as tf from "@tensorflow/tfjs";
import { batchShape } from "../_batch_values.ts";
import { TF_TYPES } from "./data_types.ts";
import type { Tensorflow } from "./load.ts";
import {
  createKey,
  LEARNING_RATE,
  RANDOM_KEY,
  type StepBatch,
  type StepFunction,
  X,
  Y,
} from "./recorded_step/mod.ts";
import type { StateVariables } from "./state_variables.ts";

/**
 * Runs a function of a model's step beside the main thread, which may change the variables of `state`.
 *
 * @returns Numbers of the results, which the caller deletes.
 * @throws {TensorflowError} If an op fails, as for want of memory: the variables are as they were then, since
 * they are updated when all else is computed, and an update needs no memory unless somebody holds what it changes.
 */
export async function runRecorded(
  { binding }: Tensorflow,
  model: tf.LayersModel,
  step: StepFunction,
  { x, y, size, learningRate, key }: StepBatch,
  state: StateVariables,
): Promise<number[]> {
  // What lives for this step alone.
  const own = new Map<string, number>();
  const batch = (symbol: tf.SymbolicTensor, values: Float32Array) =>
    binding.createTensor(batchShape(symbol, size), TF_TYPES.TF_FLOAT, values);
  const rate = Float32Array.of(learningRate);
  try {
    own.set(X, batch(model.inputs[0]!, x));
    own.set(Y, batch(model.outputs[0]!, y));
    own.set(RANDOM_KEY, createKey(binding, key).id);
    own.set(LEARNING_RATE, binding.createTensor([], TF_TYPES.TF_FLOAT, rate));
    const inputs = step.arguments.map((name) => own.get(name) ?? state.handleOf(name));
    const results = await step.run(inputs.map((id) => binding.handleOf(id)));
    return Array.from(results, (handle) => binding.adopt(handle));
  } finally {
    for (const id of own.values()) binding.deleteTensor(id);
  }
}
