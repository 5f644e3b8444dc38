import { TF_TYPES } from "../data_types.ts";
import { constant, type Node, placeholder, type TensorValue } from "../graph_def/mod.ts";
import { typeAttribute } from "./_node_backend.ts";
import type { RecordedOp, Recording, Value } from "./recording.ts";

/** Name of the argument that holds the learning rate: a float32 scalar. */
export const LEARNING_RATE = "learning_rate";

/** A step as the nodes of a TensorFlow graph. */
export interface StepGraph {
  /** Each after those that it reads. */
  readonly nodes: readonly Node[];
  /** Names of the arguments that it uses, which are nodes too: `x`, `y`, variables (their handles). */
  readonly inputs: readonly { readonly name: string; readonly node: string }[];
  /** Nodes that give the results, in their order, once all variables are updated. */
  readonly outputs: readonly string[];
}

/**
 * A recording as a graph, without ops that nothing needs. Variables are updated once all else is computed: an op
 * that fails before leaves them as they were, and an update finds no op that reads the memory that it writes to.
 *
 * @param factors Constants that are to be multiplied by the learning rate, an argument more.
 */
export function toGraph(recording: Recording, factors: ReadonlySet<TensorValue>): StepGraph {
  const nodes: Node[] = [];
  const inputs: { name: string; node: string }[] = [];
  const names = new Map<unknown, string>();
  const add = (node: Node, key?: unknown) => {
    nodes.push(node);
    if (key !== undefined) names.set(key, node.name);
    return node.name;
  };
  /** The node that was made for a key, or else the one that `make` gives it. */
  const once = (key: unknown, make: () => Node) => names.get(key) ?? add(make(), key);

  const argument = (name: string, dtype: number, shape: readonly number[]) =>
    once(name, () => {
      const node = `argument_${inputs.length}`;
      inputs.push({ name, node });
      return placeholder(node, dtype, shape);
    });
  const handle = (variable: string) => argument(variable, TF_TYPES.TF_RESOURCE, []);

  const write = (value: Value): string => {
    switch (value.kind) {
      case "argument":
        return argument(value.name, value.dtype, value.shape);
      case "variable":
        return once(`value of ${value.name}`, () => ({
          inputs: [handle(value.name)],
          name: `read_${nodes.length}`,
          op: "ReadVariableOp",
          attributes: [typeAttribute("dtype", value.dtype)],
        }));
      case "constant":
        return once(value.value, () => {
          const node = constant(`constant_${nodes.length}`, value.value);
          return factors.has(value.value) ? timesRate(node) : node;
        });
      case "output": {
        const name = names.get(value.op)!;
        return value.index === 0 ? name : `${name}:${value.index}`;
      }
    }
  };
  const timesRate = (factor: Node): Node => ({
    inputs: [argument(LEARNING_RATE, TF_TYPES.TF_FLOAT, []), add(factor)],
    name: `rate_${nodes.length}`,
    op: "Mul",
    attributes: [typeAttribute("T", TF_TYPES.TF_FLOAT)],
  });

  const { ops, updates } = recording;
  const results = [...recording.results.values()];
  const needed = neededOps(ops, [...results, ...updates.flatMap(({ inputs }) => inputs)]);
  for (const op of ops) {
    if (!needed.has(op)) continue;
    const { type, scope, attributes } = op;
    const read = op.inputs.map(write);
    const prefix = scope === "" ? "" : `${scope.replaceAll(/[^A-Za-z0-9.]/g, "_")}/`;
    add({ name: `step/${prefix}${type}_${nodes.length}`, op: type, inputs: read, attributes }, op);
  }

  let outputs = results.map(write);
  if (updates.length > 0) {
    const updated = updates.map(({ type, variables, inputs, attributes }) => ({
      op: type,
      inputs: [...variables.map(handle), ...inputs.map(write)],
      attributes,
    }));
    const values = [...outputs, ...updated.flatMap(({ inputs }) => inputs)];
    const computed = add({
      name: "computed",
      op: "NoOp",
      inputs: [...new Set(values.map(after))],
      attributes: [],
    });
    const done = updated.map((update) =>
      after(add({
        ...update,
        name: `update_${nodes.length}`,
        inputs: [...update.inputs, after(computed)],
      }))
    );
    outputs = outputs.map((value, i) =>
      add({
        name: `result_${i}`,
        op: "Identity",
        inputs: [value, ...done],
        attributes: [typeAttribute("T", TF_TYPES.TF_FLOAT)],
      })
    );
  }
  return { nodes, inputs, outputs };
}

/** An input that waits for a node and reads nothing of it. */
function after(value: string): string {
  return `^${value.split(":")[0]}`;
}

function neededOps(ops: readonly RecordedOp[], values: readonly Value[]): Set<RecordedOp> {
  const needed = new Set<RecordedOp>();
  const mark = (value: Value) => value.kind === "output" && needed.add(value.op);
  values.forEach(mark);
  // Ops come after those that they read.
  for (const op of ops.toReversed()) if (needed.has(op)) op.inputs.forEach(mark);
  return needed;
}
