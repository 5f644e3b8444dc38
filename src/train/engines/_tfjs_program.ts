import * as tf from "@tensorflow/tfjs";
import { learningRateOf } from "../../trace/mod.ts";
import type { StepLogs, TrainingProgram } from "../program.ts";
import { readState, writeState } from "../state.ts";
import { metricNames } from "../variables.ts";
import { batchShape, batchValues } from "./_batch_values.ts";
import { withStepSeeds } from "./_dropout_seeds.ts";
import { type RunStep, stepOf } from "./_tfjs_steps.ts";
import { onBackend } from "./_tfjs.ts";

/** What a {@linkcode TfjsProgram} is made of. */
export interface TfjsProgramOptions {
  /** The engine's name. */
  readonly engine: string;
  /** What it computes on, as it is shown. */
  readonly provider: string;
  /** The tfjs backend, which is loaded. */
  readonly backend: string;
  /** Seeds dropout. */
  readonly seed: number;
  readonly notes?: readonly string[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A model's steps as tfjs runs them, kernel by kernel, on one of its backends. */
export class TfjsProgram implements TrainingProgram {
  readonly engine: string;
  readonly provider: string;
  readonly notes: readonly string[];
  readonly metricNames: readonly string[];
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly #backend: string;
  readonly #model: tf.LayersModel;
  readonly #seed: number;
  readonly #train: RunStep;
  readonly #test: RunStep;

  constructor(
    model: tf.LayersModel,
    { engine, provider, backend, seed, notes = [], facts }: TfjsProgramOptions,
  ) {
    this.engine = engine;
    this.provider = provider;
    this.notes = notes;
    this.metricNames = metricNames(model);
    if (facts !== undefined) this.facts = facts;
    this.#backend = backend;
    this.#model = model;
    this.#seed = seed;
    this.#train = stepOf(model, "train");
    this.#test = stepOf(model, "test");
  }

  trainOnBatch(x: Float32Array, y: Float32Array, size: number, step: number): StepLogs {
    return withStepSeeds(
      this.#model,
      this.#seed,
      step,
      () => this.#run(this.#train, x, y, size),
    );
  }

  testOnBatch(x: Float32Array, y: Float32Array, size: number): StepLogs {
    return this.#run(this.#test, x, y, size);
  }

  getState() {
    return readState(this.#model);
  }

  setState(state: ReturnType<typeof readState>): void {
    writeState(this.#model, state);
  }

  syncToModel(): void {
    // The model's own variables are the ones that are trained.
  }

  get learningRate(): number {
    return learningRateOf(this.#model.optimizer).get();
  }

  set learningRate(rate: number) {
    learningRateOf(this.#model.optimizer).set(rate);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #run(run: RunStep, x: Float32Array, y: Float32Array, size: number): StepLogs {
    const model = this.#model;
    return onBackend(this.#backend, () =>
      tf.tidy(() => {
        const feeds = [
          batchTensor(model.inputs[0]!, x, size),
          batchTensor(model.outputs[0]!, y, size),
        ];
        const values = run(feeds);
        const logs = this.metricNames.map((name, i) => [name, values[i]!.dataSync()[0]!]);
        // Metrics of a training step are kept beyond the tidy.
        tf.dispose(values);
        return Object.fromEntries(logs);
      }));
  }
}

/** Throws `TypeError` for a model with several inputs or outputs. */
export function checkSingle({ name, inputs, outputs }: tf.LayersModel): void {
  if (inputs.length === 1 && outputs.length === 1) return;
  throw new TypeError(
    `Cannot train model "${name}": it has ${inputs.length} inputs and ${outputs.length} outputs. ` +
      `Expected one of each`,
  );
}

function batchTensor(symbol: tf.SymbolicTensor, values: Float32Array, size: number): tf.Tensor {
  return tf.tensor(batchValues(symbol, values, size), batchShape(symbol, size));
}
