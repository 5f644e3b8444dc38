import type { Dimension, Graph } from "../graph.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { becomeReshape, isReshapeLike, permutationOf, reshapeTarget } from "./_shapes.ts";

/**
 * Makes a `MatMul` of matrices out of one whose operands were reshaped to `[1, m, k]` and `[1, k, n]`,
 * also with a `Transpose` in between, as tfjs's `matMul` does it. The reshapes that are left over meet
 * their counterparts in {@linkcode mergeReshapes}.
 */
export function matmulRank2(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType !== "MatMul") return;
    const [a, b] = node.inputs as [string, string];
    const info = index.info(node.outputs[0]);
    const matrix = matrixShape(info?.shape);
    if (info === undefined || matrix === undefined || info.shape.length === 2) return;
    if (!canFlatten(a, index) || !canFlatten(b, index)) return;
    const target = reshapeTarget(matrix, info.shape);
    if (target === undefined) return;
    const inputs = [flatten(a, node, index), flatten(b, node, index)];
    const product = index.insertBefore(node, "MatMul", inputs, { ...info, shape: matrix });
    becomeReshape(node, product, index, target);
  });
}

/** The last two dimensions of a shape whose others are 1. */
function matrixShape(shape: readonly Dimension[] | undefined): readonly Dimension[] | undefined {
  if (shape === undefined || shape.length < 2) return undefined;
  return shape.slice(0, -2).every((dim) => dim === 1) ? shape.slice(-2) : undefined;
}

/** The input of a `Transpose` that swaps the last two axes. */
function swapped(name: string, index: GraphIndex): string | undefined {
  const node = index.producer(name);
  const perm = node?.opType === "Transpose" ? permutationOf(node, index) : undefined;
  const rank = perm?.length ?? 0;
  const swaps = perm?.every((axis, i) =>
    axis === (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i)
  );
  return swaps ? node!.inputs[0] : undefined;
}

/** Whether a value can be had as a matrix without a `Reshape` that was not there before. */
function canFlatten(name: string, index: GraphIndex): boolean {
  const shape = index.shape(name);
  const matrix = matrixShape(shape);
  if (matrix === undefined || reshapeTarget(shape, matrix) === undefined) return false;
  if (shape!.length === 2 || index.constant(name) !== undefined) return true;
  if (isReshapeLike(index.producer(name))) return true;
  const source = swapped(name, index);
  return source !== undefined && canFlatten(source, index);
}

function flatten(name: string, before: EditableNode, index: GraphIndex): string {
  const { dtype, shape } = index.info(name)!;
  const matrix = matrixShape(shape)!;
  if (shape.length === 2) return name;
  const source = swapped(name, index);
  if (source !== undefined && !isReshapeLike(index.producer(name))) {
    const inputs = [flatten(source, before, index)];
    const perm = { kind: "ints", value: [1, 0] } as const;
    return index.insertBefore(before, "Transpose", inputs, { dtype, shape: matrix }, { perm });
  }
  const target = index.addConstant(`${name}_shape`, reshapeTarget(shape, matrix)!);
  return index.insertBefore(before, "Reshape", [name, target], { dtype, shape: matrix });
}
