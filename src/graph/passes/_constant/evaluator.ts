import type { GraphNode } from "../../graph.ts";
import type { Wide } from "./wide.ts";

/** What an operator's evaluator gets. An absent optional input is `undefined`. */
export interface EvaluatorContext {
  readonly node: GraphNode;
  readonly inputs: readonly (Wide | undefined)[];
  /** Whether a result of this shape is small enough to be stored in place of the node. */
  fits(shape: readonly number[]): boolean;
}

/** Computes a node's one output from constants; `undefined` where the node has to stay. */
export type Evaluator = (context: EvaluatorContext) => Wide | undefined;
