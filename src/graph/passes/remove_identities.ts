import type { Graph } from "../graph.ts";
import { visitNodes } from "./_index.ts";

/**
 * Takes out `Identity` nodes. An output of the graph keeps its name, since its producer takes it over;
 * an output that is an input, a constant or another output as well keeps its `Identity`.
 */
export function removeIdentities(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType === "Identity") index.forward(node, node.inputs[0]!);
  });
}
