import type { StepLogs } from "./program.ts";

/** Means of metrics over the samples seen, as Keras reports them: a batch counts by its size. */
export class RunningMeans {
  readonly #sums = new Map<string, number>();
  #size = 0;

  /** Adds a batch of `size` samples whose means are `logs`. */
  add(logs: StepLogs, size: number): void {
    for (const [name, value] of Object.entries(logs)) {
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + value * size);
    }
    this.#size += size;
  }

  /** The means so far, their names after `prefix`. */
  result(prefix = ""): StepLogs {
    const logs: Record<string, number> = {};
    for (const [name, sum] of this.#sums) logs[`${prefix}${name}`] = sum / this.#size;
    return logs;
  }
}
