import type * as tf from "@tensorflow/tfjs";
import { batchShape } from "../_batch_values.ts";
import { TF_TYPES } from "./data_types.ts";
import type { Tensorflow } from "./load.ts";
import {
  LEARNING_RATE,
  RANDOM_KEY,
  type StepFunction,
  type StepInputs,
  type StepResults,
  X,
  Y,
} from "./recorded_step/mod.ts";

/**
 * Runs a recorded step of a model beside the main thread.
 *
 * @throws {TensorflowError} If an op fails, as for want of memory.
 */
export async function runRecorded(
  { binding }: Tensorflow,
  model: tf.LayersModel,
  step: StepFunction,
  { x, y, size, state, learningRate, key }: StepInputs,
): Promise<StepResults> {
  // What lives for this step alone.
  const own = new Map<string, number>();
  const batch = (symbol: tf.SymbolicTensor, values: Float32Array) =>
    binding.createTensor(batchShape(symbol, size), TF_TYPES.TF_FLOAT, values);
  const rate = Float32Array.of(learningRate);
  try {
    own.set(X, batch(model.inputs[0]!, x));
    own.set(Y, batch(model.outputs[0]!, y));
    own.set(RANDOM_KEY, binding.createTensor([2], TF_TYPES.TF_INT32, key));
    own.set(LEARNING_RATE, binding.createTensor([], TF_TYPES.TF_FLOAT, rate));
    const inputs = step.arguments.map((name) => own.get(name) ?? state.get(name)!);
    const handles = await step.run(inputs.map((id) => binding.handleOf(id)));
    const ids = Array.from(handles, (handle) => binding.adopt(handle));
    const metrics = ids.splice(0, ids.length - step.next.length);
    return { metrics, next: new Map(step.next.map((name, i) => [name, ids[i]!])) };
  } finally {
    for (const id of own.values()) binding.deleteTensor(id);
  }
}
