import * as tf from "@tensorflow/tfjs";
import {
  functionalModel,
  hookLayers,
  type LayerScope,
  learningRateOf,
} from "../../../../trace/mod.ts";
import { type NamedVariable, setIterations } from "../../../variables.ts";
import { batchShape } from "../../_batch_values.ts";
import { type StepKind, stepOf } from "../../_tfjs_steps.ts";
import { TF_TYPES } from "../data_types.ts";
import { type Binding, type NodeBackend, sameTensor, shareTensor } from "./_node_backend.ts";
import { fuseGradients, fuseUpdates } from "./fused/mod.ts";
import { onTensorflow } from "./on_tensorflow.ts";
import { createKey, type Draw, drawRandom, RANDOM_KEY } from "./random_tensors.ts";
import { Recorder } from "./recorder.ts";
import type { Recording, StepResults } from "./recording.ts";
import { VariableLoan } from "./variable_loan.ts";

/** Name of the argument that holds the batch's images. */
export const X = "x";

/** Name of the argument that holds the batch's labels. */
export const Y = "y";

export type { StepKind };

/** What each step is given anew. */
export interface StepBatch {
  /** The batch's scaled images, row-major. */
  readonly x: Float32Array;
  /** Its one-hot rows. */
  readonly y: Float32Array;
  readonly size: number;
  readonly learningRate: number;
  /** The training's seed and the step's number. */
  readonly key: Int32Array;
}

/** What a step computes with. */
export interface StepInputs extends StepBatch {
  /** The values of all variables, by name: numbers of tensors in the binding, which stay the caller's. */
  readonly state: ReadonlyMap<string, number>;
  /** Random tensors to take in place of drawing them, which stay the caller's too. */
  readonly drawn?: readonly number[];
}

/** How a step is recorded. */
export interface RecordingOptions {
  /** Whether gradients are TensorFlow's own ops where tfjs's take more time. */
  readonly fusedGradients: boolean;
  /** Whether an optimizer's update of a variable is one op of TensorFlow's. */
  readonly fusedUpdates: boolean;
}

interface Outcome {
  readonly results: StepResults;
  readonly recording?: Recording;
}

/** A compiled model's steps as tfjs runs them, kernel by kernel, on TensorFlow. The model keeps its values. */
export class ModelStep {
  readonly #backend: NodeBackend;
  readonly #model: tf.LayersModel;
  readonly #variables: readonly NamedVariable[];

  /** @param variables All that a step may assign, with names for them. */
  constructor(backend: NodeBackend, model: tf.LayersModel, variables: readonly NamedVariable[]) {
    this.#backend = backend;
    this.#model = functionalModel(model);
    this.#variables = variables;
  }

  /** Runs a step. */
  run(kind: StepKind, inputs: StepInputs): StepResults {
    return this.#run(kind, inputs).results;
  }

  /**
   * Runs a step, forgets its results and returns what ran.
   *
   * @throws {RecordingError} If it reads values, or holds strings.
   */
  record(kind: StepKind, inputs: StepInputs, options: RecordingOptions): Recording {
    const { recording, results } = this.#run(kind, inputs, options);
    deleteResults(this.#backend.binding, results);
    return recording!;
  }

  #run(kind: StepKind, inputs: StepInputs, options?: RecordingOptions): Outcome {
    const { optimizer } = this.#model;
    const rate = learningRateOf(optimizer);
    const before = { rate: rate.get(), iterations: optimizer.iterations };
    rate.set(inputs.learningRate);
    let outcome: Outcome | undefined;
    try {
      onTensorflow(this.#backend, () =>
        tf.tidy(() => {
          outcome = this.#runHere(kind, inputs, options);
        }));
      return outcome!;
    } finally {
      rate.set(before.rate);
      // Optimizers count their steps in a field of JavaScript.
      setIterations(optimizer, before.iterations);
    }
  }

  #runHere(kind: StepKind, inputs: StepInputs, options?: RecordingOptions): Outcome {
    const backend = this.#backend;
    const target = backend.binding;
    const scopes: LayerScope[] = [];
    const recorder = options &&
      new Recorder(target, () => scopes.at(-1)?.name ?? "", options.fusedGradients);
    backend.binding = recorder?.binding ?? target;
    const undo: (() => void)[] = [() => backend.binding = target];
    try {
      const loan = new VariableLoan(backend, this.#variables, inputs.state);
      undo.push(() => loan.giveBack());
      for (const { name, variable: { shape, dtype } } of this.#variables) {
        const id = inputs.state.get(name)!;
        recorder?.variable(name, { id, shape, dtype: backend.getDTypeInteger(dtype) });
      }
      if (options?.fusedGradients) undo.push(fuseGradients(backend, this.#model));
      if (options?.fusedUpdates) undo.push(this.#fuseUpdates(recorder!));
      const key = createKey(target, inputs.key);
      undo.push(() => target.deleteTensor(key.id));
      recorder?.argument(RANDOM_KEY, key);

      const draws: Draw[] = [];
      const randomTensor = (draw: Draw) => {
        const index = draws.push(draw) - 1;
        const drawn = inputs.drawn?.[index];
        return backend.createOutputTensor(
          drawn === undefined
            ? drawRandom(backend.binding, key.id, index, draw)
            : sameTensor(target, drawn, TF_TYPES.TF_FLOAT),
        );
      };
      undo.push(hookLayers({
        scopes,
        afterwards: [],
        randomTensor: (_like, shape, distribution) => randomTensor({ shape, distribution }),
      }));

      const batch = (name: typeof X | typeof Y, symbol: tf.SymbolicTensor) => {
        const shape = batchShape(symbol, inputs.size);
        const dtype = TF_TYPES.TF_FLOAT;
        const tensor = { id: target.createTensor(shape, dtype, inputs[name]), shape, dtype };
        recorder?.argument(name, tensor);
        return backend.createOutputTensor(tensor);
      };
      const [input, output] = [this.#model.inputs[0]!, this.#model.outputs[0]!];
      const metrics = stepOf(this.#model, kind)([batch(X, input), batch(Y, output)]);
      const results = {
        metrics: metrics.map((metric) => shareTensor(backend, metric)),
        next: loan.assigned(),
      };
      // Metrics of a training step are kept beyond the tidy.
      tf.dispose(metrics);
      try {
        const named = new Map(results.metrics.map((id, i) => [`metric ${i}`, id]));
        const recording = recorder?.finish(named, results.next, draws);
        return { results, ...recording && { recording } };
      } catch (error) {
        deleteResults(target, results);
        throw error;
      }
    } finally {
      undo.reverse().forEach((restore) => restore());
    }
  }

  #fuseUpdates(recorder: Recorder): () => void {
    const names = new Map(this.#variables.map(({ name, variable }) => [variable, name]));
    return fuseUpdates(this.#model.optimizer, ({ type, attributes, variables, inputs }) => {
      const ids = this.#backend.getInputTensorIds(inputs);
      recorder.update(type, attributes, variables.map((each) => names.get(each)!), ids);
    });
  }
}

function deleteResults(binding: Binding, { metrics, next }: StepResults): void {
  for (const id of [...metrics, ...next.values()]) binding.deleteTensor(id);
}
