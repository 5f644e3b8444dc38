import type { Graph } from "../graph.ts";
import { visitNodes } from "./_index.ts";

/** Names what a `Reshape` to `[batch, features]` does: `Flatten`, which needs no constant. */
export function reshapeToFlatten(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType !== "Reshape") return;
    const from = index.shape(node.inputs[0]);
    const to = index.shape(node.outputs[0]);
    if (!from || !to || from.length <= 2 || to.length !== 2 || from[0] !== to[0]) return;
    // All other dimensions go into the second one, whatever their product is.
    index.update(node, {
      opType: "Flatten",
      inputs: [node.inputs[0]!],
      attributes: { axis: { kind: "int", value: 1 } },
    });
  });
}
