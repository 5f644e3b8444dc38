import type { Dimension } from "../graph.ts";
import { tensor, type TensorData } from "../tensor.ts";
import type { EditableNode, GraphIndex } from "./_index.ts";

type Shape = readonly Dimension[];

/** Whether two shapes are known and equal; a symbol equals itself. */
export function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length &&
    a.every((dim, axis) => dim === b[axis]);
}

/** The shape where all its dimensions are numbers. */
export function staticShape(shape: Shape | undefined): readonly number[] | undefined {
  return shape?.every((dim) => typeof dim === "number") ? shape as readonly number[] : undefined;
}

/**
 * The constant that `Reshape` needs to turn a value of shape `from` into one of shape `to`, or
 * `undefined` where none exists. A single symbol becomes -1; of several, those that stay on their axis
 * become 0, which WebNN does not take, hence the order.
 */
export function reshapeTarget(
  from: Shape | undefined,
  to: Shape | undefined,
): TensorData | undefined {
  if (from === undefined || to === undefined || to.includes(0)) return undefined;
  const numSymbols = to.filter((dim) => typeof dim === "string").length;
  const target = to.map((dim, axis) => {
    if (typeof dim === "number") return dim;
    return numSymbols > 1 && from[axis] === dim ? 0 : -1;
  });
  if (target.filter((dim) => dim === -1).length > 1) return undefined;
  return tensor("int64", [target.length], target);
}

/** Whether a node only gives its first input another shape. */
export function isReshapeLike(node: EditableNode | undefined): node is EditableNode {
  return node !== undefined && ["Reshape", "Squeeze", "Unsqueeze", "Flatten"].includes(node.opType);
}

/**
 * Turns a node into `Reshape(source)` with the shape that its output has, named like the node whose work
 * it takes over. Returns whether that could be done.
 */
export function becomeReshape(
  node: EditableNode,
  source: string,
  index: GraphIndex,
  target = reshapeTarget(index.shape(source), index.shape(node.outputs[0])),
  named = node,
): boolean {
  if (target === undefined) return false;
  const shape = index.addConstant(`${node.outputs[0]}_shape`, target);
  index.update(node, { opType: "Reshape", inputs: [source, shape], attributes: {} }, named);
  return true;
}

/** A `Transpose` node's permutation; `undefined` where it is absent and the rank is unknown. */
export function permutationOf(
  node: EditableNode,
  index: GraphIndex,
): readonly number[] | undefined {
  const { perm } = node.attributes;
  if (perm?.kind === "ints") return perm.value;
  return index.shape(node.inputs[0])?.map((_, axis, { length }) => length - 1 - axis);
}
