import type { Callback, TrainingSnapshot } from "./callback.ts";
import { copyHistory } from "./history.ts";
import type { History, TrainingProgram, TrainingState } from "./program.ts";

/** A copy of a training at the end of an epoch, which took `effort` so far. */
export function snapshotOf(
  program: TrainingProgram,
  history: History,
  callbacks: readonly Callback[],
  effort: Pick<TrainingSnapshot, "seconds" | "images">,
): TrainingSnapshot {
  const states: Record<string, TrainingState> = {};
  for (const callback of callbacks) {
    if (callback.name !== undefined && callback.getState !== undefined) {
      states[callback.name] = callback.getState();
    }
  }
  return {
    epoch: history.epoch.length,
    learningRate: program.learningRate,
    history: copyHistory(history),
    ...effort,
    state: program.getState(),
    callbacks: states,
  };
}

/** Puts a snapshot back, into the program and the callbacks. */
export function restore(
  snapshot: TrainingSnapshot,
  program: TrainingProgram,
  callbacks: readonly Callback[],
): void {
  program.setState(snapshot.state);
  program.learningRate = snapshot.learningRate;
  for (const callback of callbacks) {
    const state = snapshot.callbacks[callback.name ?? ""];
    if (state !== undefined) callback.setState?.(state);
  }
}
