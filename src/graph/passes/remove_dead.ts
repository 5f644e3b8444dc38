import type { Graph } from "../graph.ts";
import { type EditableNode, GraphIndex } from "./_index.ts";

/** Operators whose outputs behind the first are optional; WebGPU refuses MaxPool when it has two. */
const OPTIONAL_OUTPUTS = new Set(["MaxPool", "Dropout", "LayerNormalization"]);

/**
 * Takes out nodes and constants that no output of the graph needs, and optional outputs that nothing
 * reads. Inputs of the graph stay: they are its interface.
 */
export function removeDead(graph: Graph): Graph {
  const index = GraphIndex.of(graph);
  const isUsed = (name: string) => index.isOutput(name) || index.consumers(name).size > 0;
  // Backwards, so that a node goes after those that read it.
  for (const node of [...index.nodes()].reverse()) {
    if (!node.outputs.some(isUsed)) index.remove(node);
    else if (OPTIONAL_OUTPUTS.has(node.opType)) trimOutputs(node, index, isUsed);
  }
  for (const name of [...index.initializers.keys()]) {
    if (!isUsed(name)) index.removeConstant(name);
  }
  return index.finish();
}

function trimOutputs(
  node: EditableNode,
  index: GraphIndex,
  isUsed: (name: string) => boolean,
): void {
  const outputs = [...node.outputs];
  while (outputs.length > 1 && !isUsed(outputs.at(-1)!)) outputs.pop();
  if (outputs.length < node.outputs.length) index.update(node, { outputs });
}
