import type * as tf from "@tensorflow/tfjs";
import type { TraceTarget } from "../../src/trace/mod.ts";
import type { Input } from "./_inputs.ts";

/** One configuration of one kernel. */
export interface Row {
  /** tfjs's name of the kernel, which `run` must call. */
  readonly kernel: string;
  /** What is particular in this configuration. */
  readonly title: string;
  readonly inputs: readonly Input[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  /** Largest difference, relative above 1. @default {1e-6} */
  readonly tolerance?: number;
  /** Whether the tolerance is relative below 1 too. @default {false} */
  readonly relative?: boolean;
  /** `"none"` where tfjs has no gradient, `"refused"` where a trace refuses tfjs's; the test then asserts it. */
  readonly gradient?: "none" | "refused";
  /** What the graph is written for. @default {"cpu"} */
  readonly target?: TraceTarget;
  /** Whether operations may be reordered for speed, as in training. @default {false} */
  readonly reorder?: boolean;
}

type Options = Pick<Row, "tolerance" | "relative" | "gradient" | "target" | "reorder">;

/** A row as files in `rows/` write it. */
export type RowTuple = readonly [
  title: string,
  inputs: readonly Input[],
  // deno-lint-ignore no-explicit-any -- rows name the ranks that tfjs's functions ask for
  run: (...inputs: any[]) => tf.Tensor | tf.Tensor[],
  options?: Options,
];

/** The rows of a kernel. `options` hold for all of them. */
export function rows(kernel: string, tuples: readonly RowTuple[], options: Options = {}): Row[] {
  return tuples.map(([title, inputs, run, own]) => ({
    kernel,
    title,
    inputs,
    run,
    ...options,
    ...own,
  }));
}
