import type * as tf from "@tensorflow/tfjs";
import type { NamedVariable } from "../../variables.ts";
import type { StepKind } from "../_tfjs_steps.ts";
import type { Runtime } from "./_runtime.ts";
import { TensorflowError } from "./ffi/status.ts";
import {
  describeDifference,
  ModelStep,
  RecordingError,
  type RecordOptions,
  recordStep,
  type ResultValues,
  type StepFunction,
  type StepInputs,
  type StepResults,
} from "./recorded_step/mod.ts";
import { runRecorded } from "./run_recorded.ts";

/** How a program runs its steps. */
export interface StepOptions extends RecordOptions {
  /** Whether steps are recorded at all. */
  readonly recorded: boolean;
}

/** Steps of the training that are also run kernel by kernel, to compare. */
const CHECKED_STEPS = 2;

/** A step for one batch size; without a function it runs kernel by kernel. */
interface Step {
  recorded?: StepFunction;
  unchecked: number;
}

/** A model's steps, each recorded for its batch size and compared at first with what it was recorded from. */
export class Steps {
  /** Which steps run kernel by kernel, and why. */
  readonly notes: string[] = [];
  readonly #runtime: Runtime;
  readonly #model: tf.LayersModel;
  readonly #options: StepOptions;
  readonly #modelStep: ModelStep;
  readonly #metricNames: readonly string[];
  readonly #steps = new Map<string, Step>();

  constructor(
    runtime: Runtime,
    model: tf.LayersModel,
    variables: readonly NamedVariable[],
    metricNames: readonly string[],
    options: StepOptions,
  ) {
    this.#runtime = runtime;
    this.#model = model;
    this.#metricNames = metricNames;
    this.#options = options;
    this.#modelStep = new ModelStep(runtime.backend, model, variables);
  }

  /** Whether all steps so far are recorded. */
  get recorded(): boolean {
    return this.#options.recorded &&
      [...this.#steps.values()].every(({ recorded }) => recorded !== undefined);
  }

  /** Records a step for the batch size of `inputs`, and tries it on them. */
  async prepare(kind: StepKind, inputs: StepInputs): Promise<void> {
    const step: Step = { unchecked: CHECKED_STEPS };
    this.#steps.set(`${kind}/${inputs.size}`, step);
    if (!this.#options.recorded) return;
    try {
      const { tensorflow } = this.#runtime;
      step.recorded = recordStep(tensorflow, this.#modelStep, kind, inputs, this.#options);
      this.#delete(await this.#runChecked(kind, step, step.recorded, inputs));
    } catch (error) {
      if (!(error instanceof RecordingError || error instanceof TensorflowError)) throw error;
      this.#giveUp(kind, inputs.size, step, `could not be recorded: ${error.message}`);
    }
  }

  /** Runs a step, which is prepared for the batch size of `inputs`. */
  async run(kind: StepKind, inputs: StepInputs): Promise<StepResults> {
    const step = this.#steps.get(`${kind}/${inputs.size}`)!;
    const { recorded } = step;
    if (recorded === undefined) return this.#modelStep.run(kind, inputs);
    if (step.unchecked === 0) return await this.#runRecorded(recorded, inputs);
    step.unchecked--;
    return await this.#runChecked(kind, step, recorded, inputs);
  }

  /** Whether a step is prepared for a batch size. */
  has(kind: StepKind, size: number): boolean {
    return this.#steps.has(`${kind}/${size}`);
  }

  dispose(): void {
    for (const { recorded } of this.#steps.values()) recorded?.dispose();
  }

  #runRecorded(recorded: StepFunction, inputs: StepInputs): Promise<StepResults> {
    return runRecorded(this.#runtime.tensorflow, this.#model, recorded, inputs);
  }

  /** Runs a step both ways; where they differ, the recorded one is given up. */
  async #runChecked(
    kind: StepKind,
    step: Step,
    recorded: StepFunction,
    inputs: StepInputs,
  ): Promise<StepResults> {
    const results = [await this.#runRecorded(recorded, inputs)];
    try {
      results.push(this.#modelStep.run(kind, inputs));
      const [ours, eager] = results.map((each) => this.#valuesOf(each));
      const before = this.#read(
        Array.from(results[0]!.next.keys(), (name) => [name, inputs.state.get(name)!] as const),
      );
      const difference = describeDifference(ours!, eager!, before);
      if (difference !== undefined) {
        this.#giveUp(kind, inputs.size, step, `gives other values when recorded: ${difference}`);
      }
      return results.splice(difference === undefined ? 0 : 1, 1)[0]!;
    } finally {
      for (const unused of results) this.#delete(unused);
    }
  }

  #giveUp(kind: StepKind, size: number, step: Step, reason: string): void {
    step.recorded?.dispose();
    delete step.recorded;
    this.notes.push(
      `The ${kind} step for batches of ${size} runs kernel by kernel, which takes longer, since it ` +
        reason,
    );
  }

  #valuesOf({ metrics, next }: StepResults): ResultValues {
    return this.#read([
      ...metrics.map((id, i) => [this.#metricNames[i]!, id] as const),
      ...[...next].toSorted(([a], [b]) => a < b ? -1 : 1),
    ]);
  }

  #read(ids: Iterable<readonly [string, number]>): ResultValues {
    const { binding } = this.#runtime.tensorflow;
    return new Map(
      Array.from(ids, ([name, id]) => [name, binding.tensorDataSync(id) as Float32Array]),
    );
  }

  #delete({ metrics, next }: StepResults): void {
    for (const id of [...metrics, ...next.values()]) {
      this.#runtime.tensorflow.binding.deleteTensor(id);
    }
  }
}
