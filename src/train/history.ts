import type { History, StepLogs } from "./program.ts";

/** A history without epochs. */
export function newHistory(params: History["params"]): History {
  return { params: { ...params }, epoch: [], metrics: {} };
}

/** A copy that shares nothing with `history`, with `params` in place of its own where given. */
export function copyHistory(history: History, params = history.params): History {
  return {
    params: { ...params },
    epoch: [...history.epoch],
    metrics: Object.fromEntries(
      Object.entries(history.metrics).map(([name, values]) => [name, [...values]]),
    ),
  };
}

/** Appends the metrics of an epoch to `history`. */
export function record(history: History, epoch: number, logs: StepLogs): void {
  history.epoch.push(epoch);
  for (const [name, value] of Object.entries(logs)) {
    (history.metrics[name] ??= []).push(value);
  }
}
