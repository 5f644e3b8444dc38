import * as tf from "@tensorflow/tfjs";
import { learningRateOf } from "../../../trace/mod.ts";
import type { CompileOptions, StepLogs, TrainingProgram, TrainingState } from "../../program.ts";
import { readState, writeState } from "../../state.ts";
import { metricNames, type NamedVariable, namedVariables, setIterations } from "../../variables.ts";
import { onBackend } from "../_tfjs.ts";
import type { Runtime } from "./_runtime.ts";
import { TF_TYPES } from "./data_types.ts";
import { TensorflowError } from "./ffi/status.ts";
import {
  describeDifference,
  drawRandom,
  LEARNING_RATE,
  ModelStep,
  RANDOM_KEY,
  randomName,
  RecordingError,
  type RecordOptions,
  recordStep,
  type ResultValues,
  type StepFunction,
  type StepInputs,
  type StepKind,
  type StepResults,
  X,
  Y,
} from "./recorded_step/mod.ts";

/** How a program runs its steps. */
export interface ProgramOptions extends RecordOptions {
  /** Whether steps are recorded at all. */
  readonly recorded: boolean;
}

/** Steps of the training that are also run kernel by kernel, to compare. */
const CHECKED_STEPS = 2;

type Batch = Pick<StepInputs, "x" | "y" | "size">;

/** A step for one batch size; without a function it runs kernel by kernel. */
interface Step {
  recorded?: StepFunction;
  unchecked: number;
}

/** A model's training on TensorFlow. The state lies in TensorFlow's tensors and is only read for its user. */
export class TensorflowProgram implements TrainingProgram {
  readonly engine = "tensorflow";
  readonly provider: "cpu" | "cuda";
  readonly notes: string[] = [];
  readonly metricNames: readonly string[];
  learningRate: number;
  readonly #runtime: Runtime;
  readonly #model: tf.LayersModel;
  readonly #options: ProgramOptions;
  readonly #threads: number | undefined;
  readonly #seed: number;
  readonly #variables: readonly NamedVariable[];
  readonly #modelStep: ModelStep;
  readonly #steps = new Map<string, Step>();
  /** Numbers of the variables' present values in the binding, by the variables' names. */
  readonly #state = new Map<string, number>();
  #iterations: number;
  /** The last step; the next one waits for it, and so does freeing what it uses. */
  #last: Promise<unknown> = Promise.resolve();
  #disposal: Promise<void> | undefined;

  constructor(
    runtime: Runtime,
    model: tf.LayersModel,
    { seed, threads }: CompileOptions,
    options: ProgramOptions,
  ) {
    this.provider = runtime.tensorflow.device.type === "GPU" ? "cuda" : "cpu";
    this.metricNames = metricNames(model);
    this.#threads = threads;
    this.learningRate = learningRateOf(model.optimizer).get();
    this.#runtime = runtime;
    this.#model = model;
    this.#options = options;
    this.#seed = seed;
    this.#variables = namedVariables(model);
    this.#modelStep = new ModelStep(runtime.backend, model, this.#variables);
    this.#iterations = model.optimizer.iterations;
    this.#takeFromModel();
  }

  /** What the steps so far ran as: `recorded` where all of them did, `notes` says which did not, and why. */
  get facts(): Readonly<Record<string, unknown>> {
    const { version, device, environment } = this.#runtime.tensorflow;
    const { recorded: wanted, fused, xla } = this.#options;
    const recorded = wanted &&
      [...this.#steps.values()].every(({ recorded }) => recorded !== undefined);
    return {
      tensorflow: version,
      device: device.name,
      ...this.#threads !== undefined && { threads: this.#threads },
      recorded,
      fusedGradients: recorded && fused,
      xla: recorded && xla,
      environment,
      ...this.notes.length > 0 && { notes: [...this.notes] },
    };
  }

  /** Records a step for a batch size and tries it on a made-up batch. */
  async prepare(kind: StepKind, size: number): Promise<Step> {
    const step: Step = { unchecked: CHECKED_STEPS };
    this.#steps.set(`${kind}/${size}`, step);
    if (!this.#options.recorded) return step;
    const inputs = this.#inputs(this.#sampleBatch(size), 0);
    try {
      const { tensorflow } = this.#runtime;
      step.recorded = recordStep(tensorflow, this.#modelStep, kind, inputs, this.#options);
      this.#delete(await this.#runChecked(kind, step, inputs));
    } catch (error) {
      if (!(error instanceof RecordingError || error instanceof TensorflowError)) throw error;
      this.#giveUp(kind, size, step, error.message);
    }
    return step;
  }

  trainOnBatch(
    x: Float32Array,
    y: Float32Array,
    size: number,
    step: number,
  ): Promise<StepLogs> {
    return this.#afterLast(async () => {
      const results = await this.#run("train", this.#inputs({ x, y, size }, step));
      const { binding } = this.#runtime.tensorflow;
      for (const [name, id] of results.next) {
        binding.deleteTensor(this.#state.get(name)!);
        this.#state.set(name, id);
      }
      this.#iterations++;
      return this.#logs(results);
    });
  }

  testOnBatch(x: Float32Array, y: Float32Array, size: number): Promise<StepLogs> {
    return this.#afterLast(async () =>
      this.#logs(await this.#run("test", this.#inputs({ x, y, size }, 0)))
    );
  }

  getState(): TrainingState {
    this.syncToModel();
    return onBackend("cpu", () => readState(this.#model));
  }

  setState(state: TrainingState): void {
    onBackend("cpu", () => writeState(this.#model, state));
    this.#iterations = this.#model.optimizer.iterations;
    this.#takeFromModel();
  }

  syncToModel(): void {
    const { binding } = this.#runtime.tensorflow;
    onBackend("cpu", () => {
      for (const { name, variable } of this.#variables) {
        const values = binding.tensorDataSync(this.#state.get(name)!) as Float32Array;
        const value = tf.tensor(values, variable.shape, variable.dtype);
        variable.assign(value);
        value.dispose();
      }
      setIterations(this.#model.optimizer, this.#iterations);
    });
  }

  /** Waits for the steps that were begun; later ones are refused. */
  dispose(): Promise<void> {
    if (this.#disposal !== undefined) return this.#disposal;
    const disposal = this.#last.then(() => {
      for (const { recorded } of this.#steps.values()) recorded?.dispose();
      for (const id of this.#state.values()) this.#runtime.tensorflow.binding.deleteTensor(id);
      this.#state.clear();
      this.#runtime.release();
    });
    return this.#disposal = disposal;
  }

  /** Runs steps one after another: a recorded one runs beside the main thread, with the state of the one before. */
  #afterLast<T>(run: () => Promise<T>): Promise<T> {
    if (this.#disposal !== undefined) {
      return Promise.reject(new Error("Cannot run a step: the program is disposed"));
    }
    const result = this.#last.then(run);
    this.#last = result.catch(() => {});
    return result;
  }

  /**
   * What a step computes with.
   *
   * @throws {RangeError} If the batch is smaller than `size` says.
   */
  #inputs({ x, y, size }: Batch, step: number): StepInputs {
    return {
      x: this.#take(this.#model.inputs[0]!, x, size),
      y: this.#take(this.#model.outputs[0]!, y, size),
      size,
      state: this.#state,
      learningRate: this.learningRate,
      key: Int32Array.of(this.#seed, step),
    };
  }

  #take(symbol: tf.SymbolicTensor, values: Float32Array, size: number): Float32Array {
    const count = size * valuesOfOne(symbol);
    if (values.length >= count) return values.subarray(0, count);
    throw new RangeError(
      `Cannot use ${values.length} values as a batch of ${size} for "${symbol.name}": ` +
        `expected ${count}`,
    );
  }

  /** Copies the model's variables into tensors of TensorFlow's. */
  #takeFromModel(): void {
    const { tensorflow: { binding }, backend } = this.#runtime;
    onBackend("cpu", () => {
      for (const { name, variable } of this.#variables) {
        const before = this.#state.get(name);
        const dtype = backend.getDTypeInteger(variable.dtype);
        const values = variable.dataSync() as Float32Array;
        this.#state.set(name, binding.createTensor(variable.shape, dtype, values));
        if (before !== undefined) binding.deleteTensor(before);
      }
    });
  }

  async #run(kind: StepKind, inputs: StepInputs): Promise<StepResults> {
    const step = this.#steps.get(`${kind}/${inputs.size}`) ??
      await this.prepare(kind, inputs.size);
    if (step.recorded === undefined) return this.#modelStep.run(kind, inputs);
    if (step.unchecked === 0) return await this.#runRecorded(step.recorded, inputs);
    step.unchecked--;
    return await this.#runChecked(kind, step, inputs);
  }

  /** Runs a step both ways; where they differ, the recorded one is given up. */
  async #runChecked(kind: StepKind, step: Step, inputs: StepInputs): Promise<StepResults> {
    const results = [await this.#runRecorded(step.recorded!, inputs)];
    try {
      results.push(this.#modelStep.run(kind, inputs));
      const [recorded, eager] = results.map((each) => this.#valuesOf(each));
      const before = this.#stateOf(results[0]!.next.keys());
      const difference = describeDifference(recorded!, eager!, before);
      if (difference !== undefined) this.#giveUp(kind, inputs.size, step, difference);
      return results.splice(difference === undefined ? 0 : 1, 1)[0]!;
    } finally {
      for (const unused of results) this.#delete(unused);
    }
  }

  /** Values before the step. */
  #stateOf(names: Iterable<string>): ResultValues {
    const { binding } = this.#runtime.tensorflow;
    return new Map(
      Array.from(names, (name) => {
        return [name, binding.tensorDataSync(this.#state.get(name)!) as Float32Array];
      }),
    );
  }

  #giveUp(kind: StepKind, size: number, step: Step, reason: string): void {
    step.recorded?.dispose();
    delete step.recorded;
    this.notes.push(
      `The ${kind} step for batches of ${size} runs kernel by kernel, which takes longer, since it ` +
        `could not be recorded: ${reason}`,
    );
  }

  async #runRecorded(step: StepFunction, inputs: StepInputs): Promise<StepResults> {
    const { binding } = this.#runtime.tensorflow;
    const own = new Map<string, number>();
    try {
      this.#addArguments(own, inputs);
      step.draws.forEach((draw, i) =>
        own.set(randomName(i), drawRandom(binding, own.get(RANDOM_KEY)!, i, draw).id)
      );
      const handles = await step.run(
        step.arguments.map((name) => binding.handleOf(own.get(name) ?? this.#state.get(name)!)),
      );
      const ids = Array.from(handles, (handle) => binding.adopt(handle));
      const metrics = ids.splice(0, this.metricNames.length);
      return { metrics, next: new Map(step.next.map((name, i) => [name, ids[i]!])) };
    } finally {
      for (const id of own.values()) binding.deleteTensor(id);
    }
  }

  /** Makes tensors of what is another thing at each step. */
  #addArguments(own: Map<string, number>, { x, y, size, learningRate, key }: StepInputs): void {
    const { binding } = this.#runtime.tensorflow;
    const batch = (symbol: tf.SymbolicTensor, values: Float32Array) => {
      const shape = [size, ...symbol.shape.slice(1) as number[]];
      return binding.createTensor(shape, TF_TYPES.TF_FLOAT, values);
    };
    const rate = Float32Array.of(learningRate);
    own.set(X, batch(this.#model.inputs[0]!, x));
    own.set(Y, batch(this.#model.outputs[0]!, y));
    own.set(RANDOM_KEY, binding.createTensor([2], TF_TYPES.TF_INT32, key));
    own.set(LEARNING_RATE, binding.createTensor([], TF_TYPES.TF_FLOAT, rate));
  }

  /** The metrics' values; their tensors are deleted. */
  #logs({ metrics }: StepResults): StepLogs {
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

  #valuesOf({ metrics, next }: StepResults): ResultValues {
    const { binding } = this.#runtime.tensorflow;
    const entries = [
      ...metrics.map((id, i) => [this.metricNames[i]!, id] as const),
      ...[...next].toSorted(([a], [b]) => a < b ? -1 : 1),
    ];
    return new Map(
      entries.map(([name, id]) => [name, binding.tensorDataSync(id) as Float32Array]),
    );
  }

  #delete({ metrics, next }: StepResults): void {
    for (const id of [...metrics, ...next.values()]) {
      this.#runtime.tensorflow.binding.deleteTensor(id);
    }
  }

  /** Inputs spread over 0 to 1, and each label in turn. */
  #sampleBatch(size: number): Batch {
    const x = new Float32Array(size * valuesOfOne(this.#model.inputs[0]!));
    const classes = valuesOfOne(this.#model.outputs[0]!);
    const y = new Float32Array(size * classes);
    x.forEach((_, i) => x[i] = (i * 7919 % 1009) / 1009);
    for (let row = 0; row < size; row++) y[row * classes + row % classes] = 1;
    return { x, y, size };
  }
}

function valuesOfOne(symbol: tf.SymbolicTensor): number {
  return tf.util.sizeFromShape(symbol.shape.slice(1) as number[]);
}
