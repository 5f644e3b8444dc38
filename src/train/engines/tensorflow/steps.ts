import type * as tf from "@tensorflow/tfjs";
import type { NamedVariable } from "../../variables.ts";
import type { StepKind } from "../_tfjs_steps.ts";
import type { Runtime } from "./_runtime.ts";
import { TensorflowError } from "./ffi/status.ts";
import {
  describeDifference,
  ModelStep,
  type RecordedStep,
  RecordingError,
  type RecordOptions,
  recordStep,
  type ResultValues,
  type StepBatch,
  type StepFunction,
} from "./recorded_step/mod.ts";
import { runRecorded } from "./run_recorded.ts";
import type { StateVariables } from "./state_variables.ts";

/** How a program runs its steps. */
export interface StepOptions extends RecordOptions {
  /** Whether steps are recorded at all. */
  readonly recorded: boolean;
}

/** Steps of the training that are also run kernel by kernel, to compare. */
const CHECKED_STEPS = 2;

/** A step for one batch size; without a function it runs kernel by kernel. */
interface Step {
  recorded?: RecordedStep;
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
  readonly #state: StateVariables;
  readonly #steps = new Map<string, Step>();

  constructor(
    runtime: Runtime,
    model: tf.LayersModel,
    variables: readonly NamedVariable[],
    metricNames: readonly string[],
    state: StateVariables,
    options: StepOptions,
  ) {
    this.#runtime = runtime;
    this.#model = model;
    this.#metricNames = metricNames;
    this.#state = state;
    this.#options = options;
    this.#modelStep = new ModelStep(runtime.backend, model, variables);
  }

  /** Whether all steps so far are recorded. */
  get recorded(): boolean {
    return this.#options.recorded &&
      [...this.#steps.values()].every(({ recorded }) => recorded !== undefined);
  }

  /** Records a step for the batch size of `batch`, and tries it on it; the variables stay as they are. */
  async prepare(kind: StepKind, batch: StepBatch): Promise<void> {
    const step: Step = { unchecked: CHECKED_STEPS };
    this.#steps.set(`${kind}/${batch.size}`, step);
    if (!this.#options.recorded) return;
    const { tensorflow } = this.#runtime;
    const state = this.#state.read();
    try {
      step.recorded = recordStep(
        tensorflow,
        this.#modelStep,
        kind,
        { ...batch, state },
        this.#options,
      );
      this.#delete(await this.#runChecked(kind, step, step.recorded, batch));
      this.#state.assign(state);
    } catch (error) {
      if (!(error instanceof RecordingError || error instanceof TensorflowError)) throw error;
      this.#giveUp(kind, batch.size, step, `could not be recorded: ${error.message}`);
    } finally {
      this.#delete(state.values());
    }
  }

  /**
   * Runs a step, which is prepared for the batch size of `batch`, and gives the variables their new values.
   *
   * @returns Numbers of the metrics' tensors, which the caller deletes.
   */
  async run(kind: StepKind, batch: StepBatch): Promise<number[]> {
    const step = this.#steps.get(`${kind}/${batch.size}`)!;
    const { recorded } = step;
    if (recorded !== undefined) {
      if (step.unchecked === 0) return await this.#runRecorded(recorded.run, batch);
      step.unchecked--;
      return await this.#runChecked(kind, step, recorded, batch);
    }
    return await this.#orUndo((state, hold) => {
      const { metrics, next } = this.#modelStep.run(kind, { ...batch, state });
      hold([...metrics, ...next.values()]);
      this.#state.assign(next);
      return metrics;
    });
  }

  /** Whether a step is prepared for a batch size. */
  has(kind: StepKind, size: number): boolean {
    return this.#steps.has(`${kind}/${size}`);
  }

  dispose(): void {
    for (const step of this.#steps.values()) disposeOf(step);
  }

  #runRecorded(recorded: StepFunction, batch: StepBatch): Promise<number[]> {
    return runRecorded(this.#runtime.tensorflow, this.#model, recorded, batch, this.#state);
  }

  /** Runs a step both ways; where they differ, the recorded one is given up. */
  #runChecked(
    kind: StepKind,
    step: Step,
    { run, draw }: RecordedStep,
    batch: StepBatch,
  ): Promise<number[]> {
    return this.#orUndo(async (before, hold) => {
      const metrics = hold(await this.#runRecorded(run, batch));
      const after = this.#state.read();
      hold(after.values());
      const drawn = draw && hold(await this.#runRecorded(draw, batch));
      const eager = this.#modelStep.run(kind, { ...batch, state: before, ...drawn && { drawn } });
      hold([...eager.metrics, ...eager.next.values()]);
      const expected = new Map([...before, ...eager.next]);
      const difference = describeDifference(
        this.#valuesOf(metrics, after),
        this.#valuesOf(eager.metrics, expected),
        this.#read(before),
      );
      if (difference === undefined) return metrics;
      this.#giveUp(kind, batch.size, step, `gives other values when recorded: ${difference}`);
      this.#state.assign(expected);
      return eager.metrics;
    });
  }

  /**
   * Runs a step given what the variables hold, and gives them that back where it fails. What the step holds is
   * deleted afterwards, but for the metrics that it returns.
   */
  async #orUndo(
    run: (
      before: ReadonlyMap<string, number>,
      hold: <Ids extends Iterable<number>>(ids: Ids) => Ids,
    ) => readonly number[] | Promise<readonly number[]>,
  ): Promise<number[]> {
    const before = this.#state.read();
    const held = [...before.values()];
    let metrics: readonly number[] = [];
    try {
      metrics = await run(before, (ids) => {
        held.push(...ids);
        return ids;
      });
      return [...metrics];
    } catch (error) {
      this.#state.assign(before);
      throw error;
    } finally {
      this.#delete(held.filter((id) => !metrics.includes(id)));
    }
  }

  #giveUp(kind: StepKind, size: number, step: Step, reason: string): void {
    disposeOf(step);
    delete step.recorded;
    this.notes.push(
      `The ${kind} step for batches of ${size} runs kernel by kernel, which takes longer, since it ` +
        reason,
    );
  }

  #valuesOf(metrics: readonly number[], state: ReadonlyMap<string, number>): ResultValues {
    return this.#read([
      ...metrics.map((id, i) => [this.#metricNames[i]!, id] as const),
      ...state,
    ]);
  }

  #read(ids: Iterable<readonly [string, number]>): ResultValues {
    const { binding } = this.#runtime.tensorflow;
    return new Map(
      Array.from(ids, ([name, id]) => [name, binding.tensorDataSync(id) as Float32Array]),
    );
  }

  #delete(ids: Iterable<number>): void {
    for (const id of ids) this.#runtime.tensorflow.binding.deleteTensor(id);
  }
}

function disposeOf({ recorded }: Step): void {
  recorded?.run.dispose();
  recorded?.draw?.dispose();
}
