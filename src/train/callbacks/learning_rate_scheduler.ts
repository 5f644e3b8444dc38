import type { Callback } from "../callback.ts";

/**
 * Sets the learning rate at the beginning of each epoch, as Keras's `LearningRateScheduler`.
 *
 * @param schedule The learning rate for an epoch (from 0), given the current one.
 * @throws {RangeError} At the beginning of an epoch whose rate is negative or not finite.
 *
 * @example
 * ```ts
 * import { learningRateScheduler } from "./learning_rate_scheduler.ts";
 *
 * learningRateScheduler((epoch, current) => epoch < 5 ? current : current * 0.9);
 * ```
 */
export function learningRateScheduler(
  schedule: (epoch: number, current: number) => number,
): Callback {
  return {
    onEpochBegin(epoch, { program }) {
      const rate = schedule(epoch, program.learningRate);
      if (!Number.isFinite(rate) || rate < 0) {
        throw new RangeError(
          `Cannot set the learning rate of epoch ${epoch + 1} to ${rate}: expected 0 or more`,
        );
      }
      program.learningRate = rate;
    },
  };
}
