import { TF_ATTRIBUTES } from "../data_types.ts";
import type { Node } from "../graph_def/mod.ts";
import type { StepGraph } from "./to_graph.ts";

/** A graph that is a function, to be called by a graph's node. */
export interface Callee {
  readonly graph: StepGraph;
  /** The function's name. */
  readonly name: string;
  /** Whether XLA compiles it. */
  readonly xla: boolean;
}

/**
 * A graph that calls functions one after the other, so that a step is one call from outside. What all but the last
 * give are arguments of later ones, by their names; what the last one gives is the graph's.
 */
export function callGraph(callees: readonly Callee[]): StepGraph {
  const nodes: Node[] = [];
  const inputs: { name: string; node: string }[] = [];
  const values = new Map<string, string>();
  let outputs: string[] = [];
  for (const { graph, name, xla } of callees) {
    const read = graph.inputs.map(({ name, node }) => {
      const known = values.get(name);
      if (known !== undefined) return known;
      const argument = `argument_${inputs.length}`;
      nodes.push({ ...graph.nodes.find((each) => each.name === node)!, name: argument });
      inputs.push({ name, node: argument });
      values.set(name, argument);
      return argument;
    });
    const node = `call_${nodes.length}`;
    nodes.push({
      name: node,
      op: name,
      inputs: read,
      attributes: [
        { name: "_XlaMustCompile", type: TF_ATTRIBUTES.TF_ATTR_BOOL, value: xla },
      ],
    });
    outputs = graph.outputs.map((_, i) => i === 0 ? node : `${node}:${i}`);
    const numMetrics = outputs.length - graph.next.length;
    graph.next.forEach((name, i) => values.set(name, outputs[numMetrics + i]!));
  }
  return { nodes, inputs, outputs, next: callees.at(-1)!.graph.next, draws: [] };
}
