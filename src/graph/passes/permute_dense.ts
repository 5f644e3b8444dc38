import type { Graph } from "../graph.ts";
import { sizeOf, type TensorData } from "../tensor.ts";
import { intAttribute } from "./_attributes.ts";
import { copyStrided, stridesOf } from "./_constant/wide.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { becomeReshape, isReshapeLike, permutationOf, sameShape, staticShape } from "./_shapes.ts";

/** Operators of one data input that treat every element alike. */
const UNARY = new Set(
  "Abs Cast Celu Clip Elu Erf Exp HardSigmoid HardSwish Identity LeakyRelu Log Neg Relu Selu Sigmoid Softplus Softsign Sqrt Tanh ThresholdedRelu"
    .split(" "),
);
const BINARY = new Set(["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min"]);

/**
 * Takes out the `Transpose` between a convolution's NCHW result and a dense layer that expects it
 * flattened as NHWC: the rows of the dense layer's constant kernel are permuted instead. Element-wise
 * nodes may stand between the two, as long as nothing else reads the flattened value.
 */
export function permuteDense(graph: Graph): Graph {
  return visitNodes(graph, (dense, index) => {
    if (dense.opType !== "Gemm" && dense.opType !== "MatMul") return;
    if (intAttribute(dense, "transA", 0) !== 0 || intAttribute(dense, "transB", 0) !== 0) return;
    const kernel = index.constant(dense.inputs[1]);
    const reshape = flattening(dense, index);
    if (kernel?.shape.length !== 2 || reshape === undefined) return;
    const transpose = index.producer(reshape.inputs[0]!);
    if (transpose?.opType !== "Transpose") return;
    const perm = permutationOf(transpose, index);
    const shape = index.shape(transpose.outputs[0]);
    const features = staticShape(shape?.slice(1));
    if (perm?.[0] !== 0 || features === undefined) return;
    const flat = [shape![0]!, sizeOf(features)];
    if (!sameShape(index.shape(reshape.outputs[0]), flat) || kernel.shape[0] !== flat[1]) return;
    if (!becomeReshape(reshape, transpose.inputs[0]!, index)) return;
    const permuted = permuteRows(kernel, features, perm);
    const inputs = [...dense.inputs];
    inputs[1] = index.replaceConstant(inputs[1]!, permuted, dense);
    index.update(dense, { inputs });
  });
}

/** The reshape whose result reaches a dense layer through element-wise nodes alone. */
function flattening(dense: EditableNode, index: GraphIndex): EditableNode | undefined {
  let reader = dense;
  let name = dense.inputs[0]!;
  for (;;) {
    const node = index.producer(name);
    if (node === undefined || index.soleConsumer(name) !== reader) return undefined;
    if (isReshapeLike(node)) return node;
    const data = elementwiseInput(node, index);
    if (data === undefined) return undefined;
    [reader, name] = [node, data];
  }
}

function elementwiseInput(node: EditableNode, index: GraphIndex): string | undefined {
  if (UNARY.has(node.opType)) return node.inputs[0];
  if (!BINARY.has(node.opType) || node.inputs.length !== 2) return undefined;
  const isScalar = (name: string) => {
    const constant = index.constant(name);
    return constant?.data.length === 1 && constant.shape.length <= 2;
  };
  const [a, b] = node.inputs as [string, string];
  return isScalar(b) ? a : isScalar(a) ? b : undefined;
}

/**
 * A kernel `[features, units]` with its rows in the order that the features had before the transpose.
 * `features` are their sizes after it.
 */
function permuteRows(
  kernel: TensorData,
  features: readonly number[],
  perm: readonly number[],
): TensorData {
  const units = kernel.shape[1]!;
  const strides = stridesOf([...features, units]);
  const shape: number[] = [];
  const moved: number[] = [];
  perm.slice(1).forEach((axis, i) => {
    shape[axis - 1] = features[i]!;
    moved[axis - 1] = strides[i]!;
  });
  const data = copyStrided(kernel.data, [...shape, units], [...moved, 1]);
  return { ...kernel, data } as TensorData;
}
