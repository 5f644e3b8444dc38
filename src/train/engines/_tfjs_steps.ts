import type * as tf from "@tensorflow/tfjs";
import { functionalModel } from "../../trace/mod.ts";

/** Which of a model's two steps. */
export type StepKind = "train" | "test";

/** Runs a step on a batch `[x, y]` and returns its metrics, which are the caller's to dispose. */
export type RunStep = (data: tf.Tensor[]) => tf.Scalar[];

/** tfjs's own train and test functions; its types hide them. */
interface Steps {
  makeTrainFunction(): RunStep;
  makeTestFunction(): void;
  testFunction: RunStep;
}

/** The step that tfjs's own `fit` or `evaluate` runs on each batch of a compiled model. */
export function stepOf(model: tf.LayersModel, kind: StepKind): RunStep {
  const steps = functionalModel(model) as unknown as Steps;
  if (kind === "train") return steps.makeTrainFunction();
  steps.makeTestFunction();
  return steps.testFunction;
}
