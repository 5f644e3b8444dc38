import * as tf from "@tensorflow/tfjs";
import type { TensorData } from "../graph/mod.ts";
import type { TrainingState } from "./program.ts";
import { namedVariables, setIterations } from "./variables.ts";

const ITERATIONS = "optimizer/iterations";

/** A copy of a compiled model's variables, by the names of {@linkcode namedVariables}. */
export function readState(model: tf.LayersModel): TrainingState {
  const tensors: Record<string, TensorData> = {};
  for (const { name, variable } of namedVariables(model)) {
    tensors[name] = {
      dtype: variable.dtype as "float32",
      shape: [...variable.shape],
      data: variable.dataSync<"float32">().slice(),
    };
  }
  const iterations = Int32Array.of(model.optimizer.iterations);
  tensors[ITERATIONS] = { dtype: "int32", shape: [], data: iterations };
  return { tensors };
}

/**
 * Assigns `state` to the variables of a compiled model.
 *
 * @throws {TypeError} When names, types or shapes differ; then nothing is changed.
 */
export function writeState(model: tf.LayersModel, state: TrainingState): void {
  checkState(readShapes(model), state);
  for (const { name, variable } of namedVariables(model)) {
    const { data, shape, dtype } = state.tensors[name] as TensorData<"float32">;
    // tfjs keeps the array it is given.
    const value = tf.tensor(data.slice(), [...shape], dtype);
    variable.assign(value);
    value.dispose();
  }
  setIterations(model.optimizer, state.tensors[ITERATIONS]!.data[0] as number);
}

/**
 * Compares a state that is to be loaded with what a program holds.
 *
 * @param own Type and shape of each tensor that the program holds.
 * @throws {TypeError} Naming every tensor that is missing, unknown or of another type or shape.
 */
export function checkState(
  own: Readonly<Record<string, Pick<TensorData, "dtype" | "shape">>>,
  state: TrainingState,
): void {
  const problems: string[] = [];
  for (const [name, { dtype, shape }] of Object.entries(own)) {
    const given = state.tensors[name];
    if (given === undefined) problems.push(`"${name}" is missing`);
    else if (given.dtype !== dtype || String(given.shape) !== String(shape)) {
      problems.push(
        `"${name}" is ${given.dtype}[${given.shape}] and should be ${dtype}[${shape}]`,
      );
    }
  }
  for (const name of Object.keys(state.tensors)) {
    if (!(name in own)) problems.push(`"${name}" is not known`);
  }
  if (problems.length > 0) {
    throw new TypeError(
      `Cannot load the training state: ${problems.join("; ")}. ` +
        "It was saved with another model or optimizer",
    );
  }
}

function readShapes(model: tf.LayersModel): Record<string, Pick<TensorData, "dtype" | "shape">> {
  const shapes: Record<string, Pick<TensorData, "dtype" | "shape">> = {
    [ITERATIONS]: { dtype: "int32", shape: [] },
  };
  for (const { name, variable } of namedVariables(model)) {
    shapes[name] = { dtype: variable.dtype as "float32", shape: variable.shape };
  }
  return shapes;
}
