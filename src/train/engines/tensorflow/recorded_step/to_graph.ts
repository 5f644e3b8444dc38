import { TF_TYPES } from "../data_types.ts";
import { constant, type Node, placeholder, type TensorValue } from "../graph_def/mod.ts";
import { typeAttribute } from "./_node_backend.ts";
import type { Draw } from "./random_tensors.ts";
import type { RecordedOp, Recording, Value } from "./recording.ts";

/** Name of the argument that holds the learning rate: a float32 scalar. */
export const LEARNING_RATE = "learning_rate";

/** A step as the nodes of a TensorFlow graph. */
export interface StepGraph {
  /** Each after those that it reads. */
  readonly nodes: readonly Node[];
  /** Names of the arguments that it uses, which are nodes too: `x`, `y`, variables. */
  readonly inputs: readonly { readonly name: string; readonly node: string }[];
  /** Nodes, each a metric or, after those, the new value of a variable. */
  readonly outputs: readonly string[];
  /** Names of the variables that get new values, in the order of `outputs`. */
  readonly next: readonly string[];
  /** Random tensors that are arguments. */
  readonly draws: readonly Draw[];
}

/**
 * A recording as a graph, without ops that nothing needs.
 *
 * @param factors Constants that are to be multiplied by the learning rate, an argument more.
 */
export function toGraph(recording: Recording, factors: ReadonlySet<TensorValue>): StepGraph {
  const nodes: Node[] = [];
  const inputs: { name: string; node: string }[] = [];
  const names = new Map<unknown, string>();
  const add = (key: unknown, node: Node) => {
    nodes.push(node);
    names.set(key, node.name);
    return node.name;
  };

  const argument = (name: string, dtype: number, shape: readonly number[]): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const node = `argument_${inputs.length}`;
    inputs.push({ name, node });
    return add(name, placeholder(node, dtype, shape));
  };

  const write = (value: Value): string => {
    if (value.kind === "argument") return argument(value.name, value.dtype, value.shape);
    if (value.kind === "output") {
      const name = names.get(value.op)!;
      return value.index === 0 ? name : `${name}:${value.index}`;
    }
    const known = names.get(value.value);
    if (known !== undefined) return known;
    const node = constant(`constant_${nodes.length}`, value.value);
    if (!factors.has(value.value)) return add(value.value, node);
    nodes.push(node);
    const rate = argument(LEARNING_RATE, TF_TYPES.TF_FLOAT, []);
    return add(value.value, {
      name: `rate_${nodes.length}`,
      op: "Mul",
      inputs: [rate, node.name],
      attributes: [typeAttribute("T", TF_TYPES.TF_FLOAT)],
    });
  };

  const results = [...recording.metrics, ...recording.next.values()];
  const needed = neededOps(recording.ops, results);
  for (const op of recording.ops) {
    if (!needed.has(op)) continue;
    const { type, scope, attributes } = op;
    const read = op.inputs.map(write);
    const prefix = scope === "" ? "" : `${scope.replaceAll(/[^A-Za-z0-9.]/g, "_")}/`;
    const name = `step/${prefix}${type}_${nodes.length}`;
    add(op, { name, op: type, inputs: read, attributes });
  }
  return {
    nodes,
    inputs,
    outputs: results.map(write),
    next: [...recording.next.keys()],
    draws: recording.draws,
  };
}

function neededOps(ops: readonly RecordedOp[], results: readonly Value[]): Set<RecordedOp> {
  const needed = new Set<RecordedOp>();
  const mark = (value: Value) => value.kind === "output" && needed.add(value.op);
  results.forEach(mark);
  // Ops come after those that they read.
  for (const op of ops.toReversed()) if (needed.has(op)) op.inputs.forEach(mark);
  return needed;
}
