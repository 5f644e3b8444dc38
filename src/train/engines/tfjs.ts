import * as tf from "@tensorflow/tfjs";
import type { CompileOptions, Engine, StepLogs, TrainingProgram } from "../program.ts";
import { readState, writeState } from "../state.ts";
import { createOptimizerSlots, metricNames } from "../variables.ts";
import { functionalModel, learningRateOf } from "../../trace/mod.ts";
import { withStepSeeds } from "./_dropout_seeds.ts";
import { loadBackend, onBackend, type TfjsBackend } from "./_tfjs.ts";

/** The steps that tfjs's own `fit` and `evaluate` run; its types hide them. */
interface Steps {
  makeTrainFunction(): (data: tf.Tensor[]) => tf.Scalar[];
  makeTestFunction(): void;
  testFunction: (data: tf.Tensor[]) => tf.Scalar[];
}

/**
 * tfjs alone, on its `cpu` (the default) or `wasm` backend. Slow: it is the reference that other
 * engines are compared with. Its wasm backend has no gradient of convolutions.
 */
export const tfjsEngine: Engine = {
  name: "tfjs",
  async compile(model: tf.LayersModel, options: CompileOptions): Promise<TrainingProgram> {
    const backend = options.provider ?? "cpu";
    if (backend !== "cpu" && backend !== "wasm") {
      throw new RangeError(
        `Cannot train on provider "${backend}" with engine "tfjs": should be one of cpu, wasm`,
      );
    }
    if (model.inputs.length !== 1 || model.outputs.length !== 1) {
      throw new TypeError(
        `Cannot train model "${model.name}": it has ${model.inputs.length} inputs and ` +
          `${model.outputs.length} outputs. Expected one of each`,
      );
    }
    await loadBackend(backend);
    createOptimizerSlots(model);
    const program = new TfjsProgram(model, backend, options.seed);
    if (backend !== "cpu") tryGradients(model, backend);
    return program;
  },
};

class TfjsProgram implements TrainingProgram {
  readonly engine = "tfjs";
  readonly notes = [];
  readonly provider: TfjsBackend;
  readonly metricNames: readonly string[];
  readonly #model: tf.LayersModel;
  readonly #seed: number;
  readonly #train: Steps["testFunction"];
  readonly #test: Steps["testFunction"];

  constructor(model: tf.LayersModel, backend: TfjsBackend, seed: number) {
    this.provider = backend;
    this.metricNames = metricNames(model);
    this.#model = model;
    this.#seed = seed;
    const steps = functionalModel(model) as unknown as Steps;
    this.#train = steps.makeTrainFunction();
    steps.makeTestFunction();
    this.#test = steps.testFunction;
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

  #run(run: Steps["testFunction"], x: Float32Array, y: Float32Array, size: number): StepLogs {
    const model = this.#model;
    return onBackend(this.provider, () =>
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

/** Finds kernels that a backend lacks before the first step: one gradient, and all put back. */
function tryGradients(model: tf.LayersModel, backend: TfjsBackend): void {
  const state = readState(model);
  try {
    onBackend(backend, () =>
      tf.tidy(() => {
        const x = tf.zeros([1, ...model.inputs[0]!.shape.slice(1) as number[]]);
        tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor));
      }));
  } catch (error) {
    const missing = /Kernel '(\w+)' not registered/.exec(String(error))?.[1];
    if (missing === undefined) throw error;
    throw new Error(
      `Cannot train model "${model.name}" on tfjs's ${backend} backend: it has no kernel ` +
        `${missing}. Use provider "cpu", or engine "onnx"`,
      { cause: error },
    );
  } finally {
    writeState(model, state);
  }
}

function batchTensor(symbol: tf.SymbolicTensor, values: Float32Array, size: number): tf.Tensor {
  const shape = [size, ...symbol.shape.slice(1) as number[]];
  const count = tf.util.sizeFromShape(shape);
  if (values.length < count) {
    throw new RangeError(
      `Cannot use a batch of ${values.length} values for "${symbol.name}": ` +
        `[${shape}] needs ${count}`,
    );
  }
  return tf.tensor(values.subarray(0, count), shape);
}
