import type * as tf from "@tensorflow/tfjs";
import type { TensorData } from "../../graph/mod.ts";
import type { Provider, ProviderReport } from "../../runtime/mod.ts";
import { functionalModel, learningRateOf } from "../../trace/mod.ts";
import type {
  CompileOptions,
  Engine,
  StepLogs,
  TrainingProgram,
  TrainingState,
} from "../program.ts";
import { readState, writeState } from "../state.ts";
import { metricNames } from "../variables.ts";
import { assignState } from "./_assign_state.ts";
import type { StepKind } from "./_tfjs_steps.ts";
import { loadBackend, onBackend } from "./_tfjs.ts";
import { chooseTrainingProvider } from "./_training_provider.ts";
import { CompiledStep, traceStep } from "./_traced_step.ts";

/**
 * The training step traced into one ONNX graph, run by ONNX Runtime. The state (weights, optimizer slots,
 * moving averages) lies in typed arrays: two for each tensor, one read and one written, which change places
 * at every step.
 */
export const onnxEngine: Engine = {
  name: "onnx",
  async compile(model: tf.LayersModel, options: CompileOptions): Promise<TrainingProgram> {
    const { seed, batchSize, threads } = options;
    await loadBackend("cpu");
    const report = await chooseTrainingProvider(functionalModel(model), batchSize, options);
    const program = new OnnxProgram(model, report, seed, threads);
    await program.prepare("train", batchSize);
    await program.prepare("test", batchSize);
    return program;
  },
};

/** One variable of the program: its present value, and the array that the next step writes. */
interface Slot {
  readonly variable: tf.Variable;
  readonly buffers: readonly [TensorData, TensorData];
}

class OnnxProgram implements TrainingProgram {
  readonly engine = "onnx";
  readonly provider: Provider;
  readonly notes: readonly string[];
  readonly metricNames: readonly string[];
  readonly #model: tf.LayersModel;
  readonly #seed: number;
  readonly #threads: number | undefined;
  readonly #steps = new Map<string, CompiledStep>();
  readonly #slots = new Map<string, Slot>();
  readonly #rate = { dtype: "float32", shape: [], data: new Float32Array(1) } as const;
  #learningRate: number;
  #present: 0 | 1 = 0;
  #iterations: number;

  constructor(
    model: tf.LayersModel,
    { chosen, lines }: ProviderReport,
    seed: number,
    threads?: number,
  ) {
    this.provider = chosen;
    this.notes = lines;
    this.#model = model;
    this.#seed = seed;
    this.#threads = threads;
    this.metricNames = metricNames(model);
    this.#iterations = model.optimizer.iterations;
    this.#learningRate = learningRateOf(model.optimizer).get();
    this.#rate.data[0] = this.#learningRate;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(rate: number) {
    this.#learningRate = rate;
    this.#rate.data[0] = rate;
  }

  /** Traces and compiles a step for a batch size; a smaller last batch gets a session of its own. */
  async prepare(kind: StepKind, size: number): Promise<CompiledStep> {
    const traced = onBackend(
      "cpu",
      () => traceStep(functionalModel(this.#model), kind, size, this.provider),
    );
    const step = await CompiledStep.compile(traced, this.provider, this.#threads);
    this.#steps.set(`${kind}/${size}`, step);
    for (const { input, output, variable } of traced.state) {
      if (this.#slots.has(input)) continue;
      this.#slots.set(input, newSlot(variable, output !== undefined));
    }
    return step;
  }

  async trainOnBatch(
    x: Float32Array,
    y: Float32Array,
    size: number,
    step: number,
  ): Promise<StepLogs> {
    const compiled = this.#steps.get(`train/${size}`) ?? await this.prepare("train", size);
    compiled.draw(this.#seed, step);
    const next: Record<string, TensorData> = {};
    for (const { input, output } of compiled.state) {
      if (output !== undefined) next[output] = this.#slots.get(input)!.buffers[1 - this.#present]!;
    }
    const logs = compiled.run({ x, y }, this.#rate, this.#values(), next);
    this.#present = this.#present === 0 ? 1 : 0;
    this.#iterations++;
    return logs;
  }

  async testOnBatch(x: Float32Array, y: Float32Array, size: number): Promise<StepLogs> {
    const compiled = this.#steps.get(`test/${size}`) ?? await this.prepare("test", size);
    return compiled.run({ x, y }, this.#rate, this.#values(), {});
  }

  getState(): TrainingState {
    this.syncToModel();
    return onBackend("cpu", () => readState(this.#model));
  }

  setState(state: TrainingState): void {
    onBackend("cpu", () => writeState(this.#model, state));
    this.#iterations = this.#model.optimizer.iterations;
    for (const { variable, buffers } of this.#slots.values()) {
      buffers[this.#present].data.set(variable.dataSync() as never);
    }
  }

  syncToModel(): void {
    const values = Array.from(this.#slots.values(), ({ variable, buffers }) => {
      return [variable, buffers[this.#present].data.slice() as Float32Array] as const;
    });
    assignState(this.#model, values, this.#iterations);
  }

  async dispose(): Promise<void> {
    for (const step of this.#steps.values()) await step.release();
    this.#steps.clear();
  }

  #values(): Record<string, TensorData> {
    const values: Record<string, TensorData> = {};
    for (const [name, { buffers }] of this.#slots) values[name] = buffers[this.#present];
    return values;
  }
}

function newSlot(variable: tf.Variable, written: boolean): Slot {
  const dtype = variable.dtype as "float32";
  const { shape } = variable;
  const present = { dtype, shape, data: variable.dataSync<"float32">().slice() };
  // What no step writes stays where it is.
  const next = written ? { dtype, shape, data: present.data.slice() } : present;
  return { variable, buffers: [present, next] };
}
