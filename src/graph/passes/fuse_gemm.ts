import type { Graph } from "../graph.ts";
import { intAttribute } from "./_attributes.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { permutationOf, sameShape } from "./_shapes.ts";

/**
 * Makes a `Gemm` of a product of matrices: a `Transpose` of an operand becomes `transA` or `transB`,
 * an `Add` of a bias of size `n` becomes the third input.
 */
export function fuseGemm(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType === "Add") absorbProduct(node, index);
    else if (isProduct(node, index)) absorbTransposes(node, index);
  });
}

/** Whether a node is a float `MatMul` or `Gemm` of matrices. */
function isProduct(node: EditableNode | undefined, index: GraphIndex): node is EditableNode {
  if (node?.opType !== "MatMul" && node?.opType !== "Gemm") return false;
  const info = index.info(node.outputs[0]);
  return (info?.dtype === "float32" || info?.dtype === "float64") &&
    node.inputs.slice(0, 2).every((name) => index.shape(name)?.length === 2);
}

function absorbTransposes(node: EditableNode, index: GraphIndex): void {
  const inputs = [...node.inputs];
  const flags = ["transA", "transB"].map((name, i) => {
    const flag = intAttribute(node, name, 0);
    const source = transposed(inputs[i]!, index);
    if (source === undefined) return flag;
    inputs[i] = source;
    return 1 - flag;
  });
  if (inputs.every((input, i) => input === node.inputs[i])) return;
  index.update(node, {
    opType: "Gemm",
    inputs,
    attributes: withFlags(node, flags[0]!, flags[1]!),
  });
}

function withFlags(node: EditableNode, transA: number, transB: number) {
  const { transA: _a, transB: _b, ...others } = node.attributes;
  return {
    ...others,
    ...(transA ? { transA: { kind: "int", value: 1 } as const } : {}),
    ...(transB ? { transB: { kind: "int", value: 1 } as const } : {}),
  };
}

/** The matrix that a value is the transpose of. */
function transposed(name: string, index: GraphIndex): string | undefined {
  const node = index.producer(name);
  const perm = node?.opType === "Transpose" ? permutationOf(node, index) : undefined;
  return perm?.length === 2 && perm[0] === 1 ? node!.inputs[0] : undefined;
}

function absorbProduct(add: EditableNode, index: GraphIndex): void {
  for (const [i, name] of add.inputs.entries()) {
    const product = index.producer(name);
    if (!isProduct(product, index) || index.soleConsumer(name) !== add) continue;
    if (product.opType === "Gemm" && product.inputs[2]) continue;
    const bias = add.inputs[1 - i]!;
    const shape = index.shape(name);
    const biasShape = index.shape(bias);
    if (!shape || !biasShape || !sameShape(shape, index.shape(add.outputs[0]))) continue;
    const fits = biasShape.at(-1) === shape[1] &&
      (biasShape.length === 1 || (biasShape.length === 2 && biasShape[0] === 1));
    if (!fits) continue;
    const { beta: _, ...attributes } = product.attributes;
    const inputs = [product.inputs[0]!, product.inputs[1]!, bias];
    index.update(add, { opType: "Gemm", inputs, attributes }, product);
    index.remove(product);
    return;
  }
}
