import * as tf from "@tensorflow/tfjs";
import { functionalModel } from "../trace/mod.ts";

/** A variable of a compiled model with a name that is the same in every process. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** An optimizer's slot as all tfjs optimizers keep it. */
interface Slot {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** Fields of tfjs optimizers that their types hide. */
interface OptimizerFields {
  iterations_?: number;
}

/**
 * Makes the slots that tfjs optimizers make at their first step, each with the value tfjs gives it,
 * and changes nothing else: a missing gradient makes the slot and leaves the weight alone.
 *
 * @throws {TypeError} When the model is not compiled.
 */
export function createOptimizerSlots(model: tf.LayersModel): void {
  const optimizer = optimizerOf(model);
  if (optimizer.iterations > 0) return;
  const counters = Object.values(optimizer).filter((field) => field instanceof tf.Variable);
  const before = counters.map((counter) => counter.clone());
  optimizer.applyGradients(
    trainableVariables(model).map(({ name }) => ({ name, tensor: null as unknown as tf.Tensor })),
  );
  counters.forEach((counter, i) => counter.assign(before[i]!));
  tf.dispose(before);
  (optimizer as unknown as OptimizerFields).iterations_ = 0;
}

/**
 * All variables of a compiled model: weights as `layer/kernel`, then what the optimizer has, as
 * `optimizer/layer/kernel/accum_grad` or `optimizer/accBeta1`. tfjs itself adds a number to a
 * variable's name when a name was used before in the process; these names have none.
 *
 * @throws {TypeError} When the model is not compiled.
 */
export function namedVariables(model: tf.LayersModel): NamedVariable[] {
  const optimizer = optimizerOf(model);
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  const weights = model.weights.map((weight) => {
    const variable = weight.read() as tf.Variable;
    const count = taken.get(weight.originalName) ?? 0;
    taken.set(weight.originalName, count + 1);
    const name = count === 0 ? weight.originalName : `${weight.originalName}#${count}`;
    names.set(variable.name, name);
    return { name, variable };
  });
  const slots = Object.entries(optimizer).flatMap(([field, value]): NamedVariable[] => {
    if (value instanceof tf.Variable) return [{ name: `optimizer/${field}`, variable: value }];
    if (!isSlots(value)) return [];
    return value.map(({ originalName, variable }) => ({
      name: `optimizer/${stableSlotName(originalName, names)}`,
      variable,
    }));
  });
  return [...weights, ...slots];
}

/** Sets the number of steps an optimizer has made. */
export function setIterations(optimizer: tf.Optimizer, iterations: number): void {
  (optimizer as unknown as OptimizerFields).iterations_ = iterations;
}

/**
 * The names of what a model's train and test steps give, as Keras writes them: tfjs's `acc` is
 * `accuracy` here.
 */
export function metricNames(model: tf.LayersModel): string[] {
  return model.metricsNames.map((name) => name === "acc" ? "accuracy" : name);
}

function optimizerOf(model: tf.LayersModel): tf.Optimizer {
  if (model.optimizer === undefined || model.optimizer === null) {
    throw new TypeError(
      `Cannot train model "${model.name}": it has no optimizer. Call model.compile() first`,
    );
  }
  return model.optimizer;
}

/** The variables that a step updates: tfjs fixes them in `compile`, whatever is frozen later. */
function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const { collectedTrainableWeights } = functionalModel(model) as unknown as {
    collectedTrainableWeights: tf.LayersModel["trainableWeights"];
  };
  return collectedTrainableWeights.map((weight) => weight.read() as tf.Variable);
}

function isSlots(value: unknown): value is Slot[] {
  return Array.isArray(value) && value.every((slot) => slot?.variable instanceof tf.Variable);
}

/** A slot is called `<variable>/<slot>`; the variable's name gets its stable form. */
function stableSlotName(originalName: string, names: ReadonlyMap<string, string>): string {
  const end = originalName.lastIndexOf("/");
  const variable = originalName.slice(0, end);
  return `${names.get(variable) ?? variable}${originalName.slice(end)}`;
}
