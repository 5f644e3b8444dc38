import type { Callback, TrainingContext } from "../callback.ts";
import type { StepLogs, TrainingState } from "../program.ts";

/** Options of {@linkcode earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Metric to watch, such as `"val_loss"` or `"val_accuracy"`. @default {"val_loss"} */
  readonly monitor?: string;
  /** Epochs without an improvement after which training stops. @default {0} */
  readonly patience?: number;
  /** Smaller changes do not count as an improvement. @default {0} */
  readonly minDelta?: number;
  /** Whether the state of the best epoch is put back at the end. @default {false} */
  readonly restoreBest?: boolean;
}

/**
 * Stops when a metric no longer improves, as Keras's `EarlyStopping`: metrics whose name ends in
 * `accuracy` should rise, all others should fall.
 *
 * @throws {RangeError} At the end of the first epoch, when there is no such metric.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { monitor = "val_loss", patience = 0, minDelta = 0, restoreBest = false } = options;
  const sign = monitor.endsWith("accuracy") ? -1 : 1;
  let best = Infinity;
  let wait = 0;
  let bestState: TrainingState | undefined;

  /** Takes an epoch's value; true where it is the best so far. */
  function take(value: number): boolean {
    const improved = sign * value < best - minDelta;
    if (improved) best = sign * value;
    wait = improved ? 0 : wait + 1;
    return improved;
  }

  function stopIfStale(context: TrainingContext): void {
    // The first epoch has nothing to be better than, even with patience 0.
    if (wait < Math.max(1, patience)) return;
    context.stop(`early stopping: ${monitor} did not improve for ${wait} epoch(s)`);
  }

  return {
    name: `earlyStopping(${monitor})`,
    onTrainBegin(context) {
      best = Infinity;
      wait = 0;
      for (const value of context.history.metrics[monitor] ?? []) take(value);
      stopIfStale(context);
    },
    onEpochEnd(_epoch: number, logs: StepLogs, context) {
      const value = logs[monitor];
      if (value === undefined) {
        throw new RangeError(
          `Cannot monitor "${monitor}": should be one of ${Object.keys(logs).join(", ")}. ` +
            "Metrics that start with val_ need validation data",
        );
      }
      if (take(value) && restoreBest) bestState = context.program.getState();
      stopIfStale(context);
    },
    onTrainEnd(context) {
      if (bestState !== undefined) context.program.setState(bestState);
    },
    getState: () => bestState ?? { tensors: {} },
    setState(state) {
      bestState = restoreBest && Object.keys(state.tensors).length > 0 ? state : undefined;
    },
  };
}
