import type { OpAttribute } from "../attributes.ts";
import type { TensorValue } from "../graph_def/mod.ts";
import type { Draw } from "./random_tensors.ts";

/** An input of a recorded op. */
export type Value =
  /** What each run is given anew: the batch, the random key. */
  | {
    readonly kind: "argument";
    readonly name: string;
    readonly dtype: number;
    readonly shape: readonly number[];
  }
  /** What a variable holds before the step. */
  | { readonly kind: "variable"; readonly name: string; readonly dtype: number }
  /** Values that JavaScript wrote while it was recorded. */
  | { readonly kind: "constant"; readonly value: TensorValue }
  /** What an op computed. */
  | { readonly kind: "output"; readonly op: RecordedOp; readonly index: number };

/** An op that ran while it was recorded. */
export interface RecordedOp {
  /** The op's name, such as `"MatMul"`. */
  readonly type: string;
  /** Name of the layer that ran it or that it is the gradient of; empty for none. */
  readonly scope: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly Value[];
}

/** An op that gives variables new values in their place. */
export interface RecordedUpdate extends Omit<RecordedOp, "scope"> {
  /** The names of the variables, its first inputs. */
  readonly variables: readonly string[];
  /** What else it reads. */
  readonly inputs: readonly Value[];
}

/** The ops of one training or test step, and which of their outputs count. */
export interface Recording {
  /** In the order in which they ran. */
  readonly ops: readonly RecordedOp[];
  /** What it gives, by name: metrics, in the order of the model's. */
  readonly results: ReadonlyMap<string, Value>;
  /** How the variables get their new values; each variable is in one of them at most. */
  readonly updates: readonly RecordedUpdate[];
  /** The random tensors that its ops draw. */
  readonly draws: readonly Draw[];
}

/** What a step gives kernel by kernel: numbers of tensors that the caller deletes. */
export interface StepResults {
  /** In the order of the model's metrics. */
  readonly metrics: readonly number[];
  /** New values of the variables that it assigned, by name. */
  readonly next: ReadonlyMap<string, number>;
}

/** Why a step cannot be a graph. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** How a message calls an op: `dense_1's MatMul`. */
export function describeOp({ scope, type }: RecordedOp): string {
  return scope === "" ? type : `${scope}'s ${type}`;
}
