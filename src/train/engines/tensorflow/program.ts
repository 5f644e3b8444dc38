import type * as tf from "@tensorflow/tfjs";
import { learningRateOf } from "../../../trace/mod.ts";
import type { CompileOptions, StepLogs, TrainingProgram, TrainingState } from "../../program.ts";
import { readState, writeState } from "../../state.ts";
import { metricNames, namedVariables } from "../../variables.ts";
import { assignState } from "../_assign_state.ts";
import { batchValues } from "../_batch_values.ts";
import { onBackend } from "../_tfjs.ts";
import type { StepKind } from "../_tfjs_steps.ts";
import type { Runtime } from "./_runtime.ts";
import { sampleBatch } from "./_sample_batch.ts";
import type { StepBatch } from "./recorded_step/mod.ts";
import { StateVariables } from "./state_variables.ts";
import { type StepOptions, Steps } from "./steps.ts";

/** A model's training on TensorFlow. The state lies in TensorFlow's variables and is only read for its user. */
export class TensorflowProgram implements TrainingProgram {
  readonly engine = "tensorflow";
  readonly provider: "cpu" | "cuda";
  readonly metricNames: readonly string[];
  learningRate: number;
  readonly #runtime: Runtime;
  readonly #model: tf.LayersModel;
  readonly #options: StepOptions;
  readonly #threads: number | undefined;
  readonly #seed: number;
  readonly #state: StateVariables;
  readonly #steps: Steps;
  #iterations: number;
  /** The last step; the next one waits for it, and so does freeing what it uses. */
  #last: Promise<unknown> = Promise.resolve();
  /** Steps that are not finished. */
  #numPending = 0;
  #disposal: Promise<void> | undefined;

  constructor(
    runtime: Runtime,
    model: tf.LayersModel,
    { seed, threads }: CompileOptions,
    options: StepOptions,
  ) {
    this.provider = runtime.tensorflow.device.type === "GPU" ? "cuda" : "cpu";
    this.metricNames = metricNames(model);
    this.#threads = threads;
    this.learningRate = learningRateOf(model.optimizer).get();
    this.#runtime = runtime;
    this.#model = model;
    this.#options = options;
    this.#seed = seed;
    this.#iterations = model.optimizer.iterations;
    const variables = namedVariables(model);
    this.#state = new StateVariables(runtime, variables);
    this.#steps = new Steps(runtime, model, variables, this.metricNames, this.#state, options);
  }

  get notes(): readonly string[] {
    return this.#steps.notes;
  }

  /** What the steps so far ran as: `recorded` where all of them did, `notes` says which did not, and why. */
  get facts(): Readonly<Record<string, unknown>> {
    const { version, device, environment } = this.#runtime.tensorflow;
    const { fused, xla } = this.#options;
    const { recorded } = this.#steps;
    return {
      tensorflow: version,
      device: device.name,
      ...this.#threads !== undefined && { threads: this.#threads },
      recorded,
      fused: recorded && fused,
      xla: recorded && xla,
      environment,
      ...this.notes.length > 0 && { notes: [...this.notes] },
    };
  }

  /** Records a step for a batch size and tries it on a made-up batch. */
  async prepare(kind: StepKind, size: number): Promise<void> {
    const { x, y } = sampleBatch(this.#model, size);
    await this.#steps.prepare(kind, this.#batch(x, y, size, 0));
  }

  trainOnBatch(
    x: Float32Array,
    y: Float32Array,
    size: number,
    step: number,
  ): Promise<StepLogs> {
    return this.#afterLast(async () => {
      const metrics = await this.#run("train", x, y, size, step);
      this.#iterations++;
      return this.#logs(metrics);
    });
  }

  testOnBatch(x: Float32Array, y: Float32Array, size: number): Promise<StepLogs> {
    return this.#afterLast(async () => this.#logs(await this.#run("test", x, y, size, 0)));
  }

  getState(): TrainingState {
    this.syncToModel();
    return onBackend("cpu", () => readState(this.#model));
  }

  setState(state: TrainingState): void {
    this.#checkIdle();
    onBackend("cpu", () => writeState(this.#model, state));
    this.#iterations = this.#model.optimizer.iterations;
    this.#state.takeFromModel();
  }

  syncToModel(): void {
    this.#checkIdle();
    assignState(this.#model, this.#state.values(), this.#iterations);
  }

  /** Waits for the steps that were begun; later ones are refused. */
  dispose(): Promise<void> {
    return this.#disposal ??= this.#last.then(() => {
      this.#steps.dispose();
      this.#state.dispose();
      this.#runtime.release();
    });
  }

  /** A step changes the variables one by one: between its first and its last they belong to no step. */
  #checkIdle(): void {
    if (this.#numPending > 0) {
      throw new Error(
        "Cannot read or set the state while a step is under way: await the step first",
      );
    }
  }

  /** Runs steps one after another: a recorded one runs beside the main thread, with the state of the one before. */
  #afterLast<T>(run: () => Promise<T>): Promise<T> {
    if (this.#disposal !== undefined) {
      return Promise.reject(new Error("Cannot run a step: the program is disposed"));
    }
    const next = async () => {
      try {
        return await run();
      } finally {
        this.#numPending--;
      }
    };
    // At once where none is under way, so that the caller has the time until its end.
    const result = this.#numPending++ === 0 ? next() : this.#last.then(next);
    this.#last = result.catch(() => {});
    return result;
  }

  async #run(
    kind: StepKind,
    x: Float32Array,
    y: Float32Array,
    size: number,
    step: number,
  ): Promise<number[]> {
    const batch = this.#batch(x, y, size, step);
    if (!this.#steps.has(kind, size)) await this.prepare(kind, size);
    return await this.#steps.run(kind, batch);
  }

  /**
   * What a step is given.
   *
   * @throws {RangeError} If the batch is smaller than `size` says.
   */
  #batch(x: Float32Array, y: Float32Array, size: number, step: number): StepBatch {
    return {
      x: batchValues(this.#model.inputs[0]!, x, size),
      y: batchValues(this.#model.outputs[0]!, y, size),
      size,
      learningRate: this.learningRate,
      key: Int32Array.of(this.#seed, step),
    };
  }

  /** The metrics' values; their tensors are deleted. */
  #logs(metrics: readonly number[]): StepLogs {
    const { binding } = this.#runtime.tensorflow;
    try {
      return Object.fromEntries(metrics.map((id, i) => {
        const [value] = binding.tensorDataSync(id) as Float32Array;
        return [this.metricNames[i]!, value!];
      }));
    } finally {
      for (const id of metrics) binding.deleteTensor(id);
    }
  }
}
