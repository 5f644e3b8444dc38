import { writeFileAtomic } from "../../data/mod.ts";
import type { Callback } from "../callback.ts";
import type { History } from "../program.ts";

/** A history as CSV: a column per metric, a row per epoch, epochs from 0 as in Keras. */
export function historyToCsv(history: History): string {
  const names = Object.keys(history.metrics);
  const rows = history.epoch.map((epoch, row) =>
    [epoch, ...names.map((name) => history.metrics[name]?.[row] ?? "")].join(",")
  );
  return [["epoch", ...names].join(","), ...rows].join("\n") + "\n";
}

/** Writes the history to a CSV file after each epoch, as Keras's `CSVLogger`. */
export function csvLogger(path: string): Callback {
  return {
    onEpochEnd: (_epoch, _logs, { history }) => writeFileAtomic(path, historyToCsv(history)),
  };
}
