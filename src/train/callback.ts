import type { History, StepLogs, TrainingProgram, TrainingState } from "./program.ts";

/** All that a training needs to go on from the end of an epoch as if it had never stopped. */
export interface TrainingSnapshot {
  /** Number of epochs done, which is the index of the next one. */
  readonly epoch: number;
  /** The learning rate at the end of the last epoch. */
  readonly learningRate: number;
  /** Metrics of the epochs done. */
  readonly history: History;
  /** Seconds that the epochs done took, without validation and callbacks. */
  readonly seconds: number;
  /** Images trained on in the epochs done, each counted once an epoch. */
  readonly images: number;
  /** Weights and optimizer slots. */
  readonly state: TrainingState;
  /** What callbacks remember, by {@linkcode Callback.name}. */
  readonly callbacks: Readonly<Record<string, TrainingState>>;
}

/** What a callback sees of the training, and what it may do to it. */
export interface TrainingContext {
  /** Weights, learning rate: `context.program.learningRate /= 2` counts from the next batch on. */
  readonly program: TrainingProgram;
  /** Epochs so far; in `onEpochEnd` the epoch that ended is in it. */
  readonly history: History;
  /** Ends the training after the current epoch. The first reason is the one reported. */
  stop(reason: string): void;
  /**
   * A copy of the training at the end of the epoch: call it in `onEpochEnd`. What other callbacks
   * remember is in it as it is now, so a callback that saves belongs last in the list.
   */
  snapshot(): TrainingSnapshot;
}

/**
 * Hooks into {@linkcode fit}, in the order in which they are given. Epochs and batches count from
 * 0. Time spent in hooks does not count as training time.
 */
export interface Callback {
  /** Needed with `getState`: the key of its state in a {@linkcode TrainingSnapshot}. */
  readonly name?: string;
  /** Called once, after a resumed training has its state back. */
  onTrainBegin?(context: TrainingContext): Promise<void> | void;
  /** Called before the first batch of an epoch. */
  onEpochBegin?(epoch: number, context: TrainingContext): Promise<void> | void;
  /** `logs` are the epoch's running means, as in Keras. */
  onBatchEnd?(batch: number, logs: StepLogs, context: TrainingContext): Promise<void> | void;
  /** `logs` has the epoch's metrics, those of the validation set with the prefix `val_`. */
  onEpochEnd?(epoch: number, logs: StepLogs, context: TrainingContext): Promise<void> | void;
  /** Called once however the training ends, by an error too. */
  onTrainEnd?(context: TrainingContext): Promise<void> | void;
  /** What the callback remembers that cannot be told from the history. */
  getState?(): TrainingState;
  /** Takes back what `getState` gave, before `onTrainBegin` of the resumed training. */
  setState?(state: TrainingState): void;
}
