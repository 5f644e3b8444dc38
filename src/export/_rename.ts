import type { Graph, TensorData, ValueInfo } from "../graph/mod.ts";

/** A graph with other names for some of its values. The new names must be free. */
export function renameValues(graph: Graph, names: ReadonlyMap<string, string>): Graph {
  const named = (name: string) => names.get(name) ?? name;
  const info = (value: ValueInfo): ValueInfo => ({ ...value, name: named(value.name) });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(named),
      outputs: node.outputs.map(named),
    })),
    inputs: graph.inputs.map(info),
    outputs: graph.outputs.map(info),
    initializers: new Map<string, TensorData>(
      [...graph.initializers].map(([name, value]) => [named(name), value]),
    ),
    values: new Map([...graph.values].map(([name, value]) => [named(name), info(value)])),
  };
}
