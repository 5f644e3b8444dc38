import type { Graph } from "../graph.ts";
import { intAttribute } from "./_attributes.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { becomeReshape, isReshapeLike, reshapeTarget, sameShape } from "./_shapes.ts";
import type { TensorData } from "../tensor.ts";

/**
 * Makes one `Reshape` of a chain of `Reshape`, `Squeeze`, `Unsqueeze` and `Flatten`, takes out those
 * that change nothing, and gives a `Reshape` whose target is computed a constant one where the shapes
 * allow it.
 */
export function mergeReshapes(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (!isReshapeLike(node)) return;
    const input = node.inputs[0]!;
    const output = index.shape(node.outputs[0]);
    if (sameShape(index.shape(input), output)) return index.forward(node, input);
    const before = index.producer(input);
    if (isReshapeLike(before)) {
      const source = before.inputs[0]!;
      if (sameShape(index.shape(source), output)) return index.forward(node, source);
      const target = reshapeTarget(index.shape(source), output) ?? absoluteTarget(node, index);
      if (becomeReshape(node, source, index, target, before)) return;
    }
    if (node.opType === "Reshape" && index.constant(node.inputs[1]!) === undefined) {
      becomeReshape(node, input, index);
    }
  });
}

/** The constant target of a `Reshape` that does not depend on its input's dimensions. */
function absoluteTarget(node: EditableNode, index: GraphIndex): TensorData | undefined {
  if (node.opType !== "Reshape" || intAttribute(node, "allowzero", 0) !== 0) return undefined;
  const target = index.constant(node.inputs[1]!);
  return target?.dtype === "int64" && !(target.data as BigInt64Array).includes(0n)
    ? target
    : undefined;
}
