import { bar, duration, metrics, perStep } from "./_progress_text.ts";
import type { Callback } from "./callback.ts";
import type { StepLogs } from "./program.ts";

/** 0: nothing; 1: a bar that moves, on a terminal; 2: one line per epoch. */
export type Verbosity = 0 | 1 | 2;

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** How much to print. */
  readonly verbose: Verbosity;
  /** Takes the text; line ends are in it. */
  readonly write: (text: string) => void;
  /** Whether the text goes to a terminal. Elsewhere verbosity 1 prints plain lines. */
  readonly isTerminal: boolean;
  /** Whether to use bold and coloured text. @default {isTerminal} */
  readonly color?: boolean;
  /** Width of the terminal: moving lines are cut to it, their bars first. */
  readonly columns?: number;
  /** Time in milliseconds. @default {performance.now} */
  readonly clock?: () => number;
  /**
   * What the machine did since the last call, for the end of an epoch's line: ` - cpu: 1.8/2 cores`.
   * Called once before the first epoch, and after each. @default {nothing is shown}
   */
  readonly usage?: () => Promise<string> | string;
}

const BAR_WIDTH = 20;
/** Milliseconds between two updates of the bar, and between two plain lines in an epoch. */
const BAR_INTERVAL = 50;
const LINE_INTERVAL = 30_000;

/**
 * Progress as Keras 3 prints it: `Epoch 1/12`, then a bar with the time left, the time per step and
 * the running metrics, at the end of the epoch with the time taken and the validation metrics.
 *
 * Form: https://github.com/keras-team/keras/blob/master/keras/src/utils/progbar.py
 */
export function progress(options: ProgressOptions): Callback {
  const { verbose, write, isTerminal } = options;
  if (verbose === 0) return {};
  const clock = options.clock ?? (() => performance.now());
  const moving = verbose === 1 && isTerminal;
  const color = options.color ?? true;
  let start = 0;
  let afterFirst = 0;
  let lastUpdate = 0;
  let secondsPerStep = 0;
  let steps = 0;
  let unfinished = false;

  /** Writes over the line before, and clears what is left of it. */
  function draw(done: number, time: string, logs: StepLogs, columns = Infinity): void {
    const text = `${time} ${perStep(secondsPerStep)}${metrics(logs)}`;
    const room = columns - 1 - `${steps}/${steps}  `.length - text.length;
    const width = Math.max(0, Math.min(BAR_WIDTH, room));
    const shown = room < 0 ? text.slice(0, room) : text;
    write(`\r${bar(done, steps, { color, width })}${shown}\x1b[K`);
    unfinished = true;
  }

  function line(done: number, time: string, logs: StepLogs, usage = ""): void {
    const count = String(done).padStart(String(steps).length);
    write(`${count}/${steps} - ${time} - ${perStep(secondsPerStep)}${metrics(logs)}${usage}\n`);
  }

  return {
    async onTrainBegin() {
      await options.usage?.();
    },
    onEpochBegin(epoch, { history: { params } }) {
      steps = params.steps;
      start = lastUpdate = clock();
      secondsPerStep = 0;
      write(`Epoch ${epoch + 1}/${params.epochs}\n`);
    },
    onBatchEnd(batch, logs) {
      const now = clock();
      // The first step compiles and warms up, so it says nothing about the others.
      secondsPerStep = batch === 0 ? (now - start) / 1000 : (now - afterFirst) / batch / 1000;
      if (batch === 0) afterFirst = now;
      if (now - lastUpdate < (moving ? BAR_INTERVAL : LINE_INTERVAL)) return;
      lastUpdate = now;
      const done = batch + 1;
      const left = duration(secondsPerStep * (steps - done));
      // A line that wraps cannot be written over. The last one of an epoch need not be.
      if (moving) draw(done, left, logs, options.columns);
      else if (verbose === 1 && done < steps) line(done, `${left} left`, logs);
    },
    async onEpochEnd(_epoch, logs) {
      const taken = duration((clock() - start) / 1000);
      const usage = await options.usage?.() ?? "";
      if (!moving) return line(steps, taken, logs, usage);
      draw(steps, taken, logs);
      write(`${usage}\n`);
      unfinished = false;
    },
    onTrainEnd() {
      if (unfinished) write("\n");
      unfinished = false;
    },
  };
}
