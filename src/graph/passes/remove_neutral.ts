import { DATA_TYPES } from "../data_type.ts";
import type { Graph } from "../graph.ts";
import type { TensorData } from "../tensor.ts";
import { intAttribute } from "./_attributes.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { sameShape } from "./_shapes.ts";

/**
 * Takes out nodes that give back one of their inputs: `x + 0`, `x * 1`, `x / 1`, `x ** 1`, a `Cast` to
 * the type at hand, a `Clip` without bounds, an `Expand` to the same shape, a `Concat` of one and so on.
 *
 * The constant has to be one number or as large as `x`. A bias that is still zero stays, or else the
 * form of an exported model would depend on how far it is trained.
 */
export function removeNeutral(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    const same = unchangedInput(node, index);
    if (same === undefined || node.outputs.slice(1).some((name) => isNeeded(name, index))) return;
    const [from, to] = [index.info(same), index.info(node.outputs[0])];
    if (from?.dtype === to?.dtype && sameShape(from?.shape, to?.shape)) index.forward(node, same);
  });
}

function isNeeded(name: string, index: GraphIndex): boolean {
  return index.isOutput(name) || index.consumers(name).size > 0;
}

/** The input whose elements a node gives back, apart from broadcasting. */
function unchangedInput(node: EditableNode, index: GraphIndex): string | undefined {
  const [a, b, c] = node.inputs;
  const numElements = index.shape(node.outputs[0])?.reduce<number>(
    (product, dim) => typeof dim === "number" ? product * dim : NaN,
    1,
  );
  const isAll = (name: string | undefined, value: number) => {
    const constant = index.constant(name);
    const size = constant?.data.length;
    return (size === 1 || size === numElements) && holdsOnly(constant, value);
  };
  switch (node.opType) {
    case "Add":
      return isAll(b, 0) ? a : isAll(a, 0) ? b : undefined;
    case "Mul":
      return isAll(b, 1) ? a : isAll(a, 1) ? b : undefined;
    case "Sub":
      return isAll(b, 0) ? a : undefined;
    case "Div":
    case "Pow":
      return isAll(b, 1) ? a : undefined;
    case "Cast":
      return index.info(a)?.dtype !== undefined &&
          DATA_TYPES[index.info(a)!.dtype] === intAttribute(node, "to", 0)
        ? a
        : undefined;
    case "Clip":
      return (!b || isAll(b, -Infinity)) && (!c || isAll(c, Infinity)) ? a : undefined;
    case "Dropout":
      return !c || isAll(c, 0) ? a : undefined;
    case "Pad":
      return holdsOnly(index.constant(b), 0) ? a : undefined;
    case "Expand":
      return a;
    case "Tile":
      return holdsOnly(index.constant(b), 1) ? a : undefined;
    case "Concat":
    case "Sum":
    case "Mean":
    case "Max":
    case "Min":
      return node.inputs.length === 1 ? a : undefined;
  }
  return undefined;
}

function holdsOnly(constant: TensorData | undefined, value: number): boolean {
  if (constant === undefined || constant.data.length === 0) return false;
  for (const element of constant.data) if (Number(element) !== value) return false;
  return true;
}
