import type { Dimension, Graph } from "../graph.ts";
import { visitNodes } from "./_index.ts";
import { becomeReshape, permutationOf } from "./_shapes.ts";

/**
 * Makes one `Transpose` of a chain of them, takes out those that change nothing, and turns one that
 * moves only dimensions of size 1 into a `Reshape`.
 */
export function mergeTransposes(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType !== "Transpose") return;
    let source = node.inputs[0]!;
    let perm = permutationOf(node, index);
    const before = index.producer(source);
    const earlier = before?.opType === "Transpose" ? permutationOf(before, index) : undefined;
    if (perm !== undefined && earlier !== undefined) {
      source = before!.inputs[0]!;
      perm = perm.map((axis) => earlier[axis]!);
    }
    if (perm === undefined) return;
    if (perm.every((axis, i) => axis === i)) return index.forward(node, source);
    if (keepsOrder(perm, index.shape(source)) && becomeReshape(node, source, index)) return;
    if (source !== node.inputs[0]) {
      index.update(node, { inputs: [source], attributes: { perm: { kind: "ints", value: perm } } });
    }
  });
}

/** Whether a permutation leaves the elements in their order, since all that it moves has size 1. */
function keepsOrder(perm: readonly number[], shape: readonly Dimension[] | undefined): boolean {
  if (shape === undefined) return false;
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
}
