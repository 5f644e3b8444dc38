import type * as tf from "@tensorflow/tfjs";
import type { TensorData } from "../graph/mod.ts";
import type { Provider } from "../runtime/mod.ts";

/** Metrics of one batch, as means over it: `{ loss: 0.12, accuracy: 0.97 }`. */
export interface StepLogs {
  /** The mean of a metric over the batch. */
  readonly [metric: string]: number;
}

/** All that a training step reads and writes besides the batch: weights by name, optimizer slots. */
export interface TrainingState {
  /** Tensors by name; the same model has the same names in every process. */
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/** Metrics per epoch, as Keras's `History`; every list has one entry an epoch. */
export interface History {
  /** Epochs asked for, batches in an epoch, and images in a batch. */
  readonly params: { epochs: number; steps: number; batchSize: number };
  /** Indices of the epochs done. */
  readonly epoch: number[];
  /** `loss`, `accuracy`, and with validation data `val_loss`, `val_accuracy`. */
  readonly metrics: Record<string, number[]>;
}

/** A compiled model as an {@linkcode Engine} gives it: steps in, metrics out. */
export interface TrainingProgram {
  /** The engine's name, such as `"onnx"`. */
  readonly engine: string;
  /** What the engine computes on, such as `"cpu"` or `"cuda"`. */
  readonly provider: string;
  /** What there is to say about the choice of the provider, a line each. */
  readonly notes: readonly string[];
  /** What the run's record keeps of the engine: versions, device, switches. JSON; absent: nothing. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Names that {@linkcode StepLogs} has, `"loss"` first. */
  readonly metricNames: readonly string[];
  /**
   * One update of the weights. `x` is `size` scaled images, `y` is `size` one-hot rows; both may be
   * reused by the caller when the step is over. `step` counts batches from 0 over the whole training
   * and seeds what is random in a step, so that a resumed training draws the same dropout masks.
   */
  trainOnBatch(
    x: Float32Array,
    y: Float32Array,
    size: number,
    step: number,
  ): Promise<StepLogs> | StepLogs;
  /** Metrics of a batch in inference mode; changes nothing. */
  testOnBatch(x: Float32Array, y: Float32Array, size: number): Promise<StepLogs> | StepLogs;
  /** A copy of the state, which later steps do not change. Between steps only, as the next two. */
  getState(): TrainingState;
  /** Continues from `state`. Throws where names, types or shapes are not the program's own. */
  setState(state: TrainingState): void;
  /** Puts the current weights into the tfjs model that was compiled. */
  syncToModel(): void;
  /** The optimizer's learning rate; a change counts from the next batch on. */
  learningRate: number;
  /** Frees what the engine holds; the tfjs model stays. */
  dispose(): Promise<void>;
}

/** What {@linkcode Engine.compile} needs to know besides the model. */
export interface CompileOptions {
  /** Seeds dropout masks and all else that is random in a step. */
  readonly seed: number;
  /** Images in a full batch; a smaller last batch is always taken too. */
  readonly batchSize: number;
  /** What to compute on; the engine chooses where it is not given. */
  readonly provider?: Provider;
  /** Threads of ONNX Runtime within a step; tfjs's engines have one. @default one a processor core */
  readonly threads?: number;
}

/** Turns a compiled tfjs layers model (it has its loss and optimizer) into a training program. */
export interface Engine {
  /** The name that users choose it by. */
  readonly name: string;
  /** Prepares the steps of `model`, which starts with the weights that it has. */
  compile(model: tf.LayersModel, options: CompileOptions): Promise<TrainingProgram>;
}
