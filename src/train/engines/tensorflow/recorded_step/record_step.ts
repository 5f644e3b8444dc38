import type { Tensorflow } from "../load.ts";
import { rateFactors } from "./compare_recordings.ts";
import type { ModelStep, StepInputs, StepKind } from "./model_step.ts";
import { recordDraws } from "./record_draws.ts";
import { StepFunction } from "./step_function.ts";
import { toGraph } from "./to_graph.ts";

/** How a step is recorded. */
export interface RecordOptions {
  /** Whether gradients and updates are TensorFlow's own ops where tfjs's take more time. */
  readonly fused: boolean;
  /** Whether XLA compiles the function. */
  readonly xla: boolean;
}

/** A step as a function of TensorFlow's. */
export interface RecordedStep {
  readonly run: StepFunction;
  /** Gives the random tensors that `run` draws from a key, where a single op's are others. */
  readonly draw?: StepFunction;
}

/**
 * Records a step of a model as a function of TensorFlow's, for the batch size of `inputs`. It is recorded
 * twice, at the learning rates 1 and 2: the constants that double are the rate's multiples, and no other may
 * differ.
 *
 * @throws {RecordingError} If the step cannot be a graph.
 * @throws {TensorflowError} If TensorFlow refuses the graph.
 */
export function recordStep(
  tensorflow: Tensorflow,
  model: ModelStep,
  kind: StepKind,
  inputs: StepInputs,
  { fused, xla }: RecordOptions,
): RecordedStep {
  // XLA joins an update's ops itself.
  const options = { fusedGradients: fused, fusedUpdates: fused && !xla };
  const at = (learningRate: number) => model.record(kind, { ...inputs, learningRate }, options);
  const recording = at(1);
  const compiled = { exact: !fused, xla };
  const graph = toGraph(recording, rateFactors(recording, at(2)));
  const run = new StepFunction(tensorflow, graph, compiled);
  // XLA's generator of the same name gives other numbers.
  if (!xla || recording.draws.length === 0) return { run };
  try {
    const draws = toGraph(recordDraws(tensorflow.binding, recording.draws), new Set());
    return { run, draw: new StepFunction(tensorflow, draws, compiled) };
  } catch (error) {
    run.dispose();
    throw error;
  }
}
