import { TF_ATTRIBUTES, TF_TYPES } from "../data_types.ts";
import { typeAttribute } from "./_node_backend.ts";
import type { RecordedOp, Value } from "./recording.ts";

type Shape = readonly number[];

/**
 * An op in the form that TensorFlow's rewriting of graphs knows, where tfjs's kernels use a more general one:
 * a product of two matrices and the adding of a bias, which with a ReLU become one op.
 *
 * @param inputs The shapes of what it reads.
 * @param output The shape of what it gives.
 * @returns The ops in their order; what the last one gives is the result.
 */
export function fusableOps(
  op: RecordedOp,
  inputs: readonly Shape[],
  output: Shape,
): [...RecordedOp[], RecordedOp] {
  if (!op.attributes.some(({ name, value }) => name === "T" && value === TF_TYPES.TF_FLOAT)) {
    return [op];
  }
  if (op.type === "BatchMatMulV2" && inputs.every(isMatrix)) return matMul(op, inputs, output);
  return [op.type === "Add" && addsBias(inputs, output) ? biasAdd(op) : op];
}

/** Whether it is a matrix, or a stack of one. */
function isMatrix(shape: Shape): boolean {
  return shape.length === 2 || (shape.length === 3 && shape[0] === 1);
}

function addsBias([a, b]: readonly Shape[], output: Shape): boolean {
  return b!.length === 1 && output.length > 1 && a!.join() === output.join() &&
    b![0] === output.at(-1);
}

function biasAdd(op: RecordedOp): RecordedOp {
  const format = { name: "data_format", type: TF_ATTRIBUTES.TF_ATTR_STRING, value: "NHWC" };
  return { ...op, type: "BiasAdd", attributes: [...op.attributes, format] };
}

function matMul(
  op: RecordedOp,
  shapes: readonly Shape[],
  output: Shape,
): [...RecordedOp[], RecordedOp] {
  const matrices = op.inputs.map((input, i) =>
    shapes[i]!.length === 2 ? undefined : reshape(op.scope, input, shapes[i]!.slice(1))
  );
  const product: RecordedOp = {
    type: "MatMul",
    scope: op.scope,
    attributes: op.attributes.map((attribute) => ({
      ...attribute,
      name: { adj_x: "transpose_a", adj_y: "transpose_b" }[attribute.name] ?? attribute.name,
    })),
    inputs: op.inputs.map((input, i) => matrices[i] === undefined ? input : valueOf(matrices[i])),
  };
  const ops = [...matrices.filter((each) => each !== undefined), product] as const;
  return output.length === 2 ? [...ops] : [...ops, reshape(op.scope, valueOf(product), output)];
}

function reshape(scope: string, value: Value, shape: Shape): RecordedOp {
  const bytes = new Uint8Array(Int32Array.from(shape).buffer);
  const dims = { dtype: TF_TYPES.TF_INT32, shape: [shape.length], bytes };
  return {
    type: "Reshape",
    scope,
    attributes: [typeAttribute("T", TF_TYPES.TF_FLOAT), typeAttribute("Tshape", TF_TYPES.TF_INT32)],
    inputs: [value, { kind: "constant", value: dims }],
  };
}

function valueOf(op: RecordedOp): Value {
  return { kind: "output", op, index: 0 };
}
