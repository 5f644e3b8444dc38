import type { Graph } from "../graph.ts";
import { sizeOf, tensor, type TensorData } from "../tensor.ts";
import { intAttribute } from "./_attributes.ts";
import { ARITHMETIC } from "./_constant/arithmetic.ts";
import type { Evaluator } from "./_constant/evaluator.ts";
import { MOVEMENT } from "./_constant/movement.ts";
import { REDUCTIONS } from "./_constant/reduction.ts";
import { copyStrided, narrow, type Wide, widen } from "./_constant/wide.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
  ...MOVEMENT,
  ...ARITHMETIC,
  ...REDUCTIONS,
};

/** A result of up to this many elements is stored whatever it is computed from. */
const SMALL = 64;

/**
 * Computes nodes whose inputs are all constants, and `Shape` and `Size` of static shapes. Floats are
 * computed in float64 and rounded once, at the end of a chain of folded nodes. A result much larger
 * than what it is computed from stays a node, so that an `Expand` does not fill the file.
 */
export function foldConstants(graph: Graph): Graph {
  const exact = new Map<string, Wide>();
  return visitNodes(graph, (node, index) => {
    if (node.outputs.length !== 1) return;
    const known = knownValue(node, index);
    if (known !== undefined) return index.replaceByConstant(node, known);
    const evaluate = EVALUATORS[node.opType];
    if (evaluate === undefined) return;
    if (!node.inputs.every((name) => name === "" || index.constant(name) !== undefined)) return;
    const inputs = node.inputs.map((name) =>
      exact.get(name) ?? (name === "" ? undefined : widen(index.constant(name)!))
    );
    const limit = 2 * inputs.reduce((total, input) => total + (input?.data.length ?? 0), 0);
    const fits = (shape: readonly number[]) => sizeOf(shape) <= Math.max(SMALL, limit);
    const result = evaluate({ node, inputs, fits });
    if (result === undefined) return;
    const [source] = node.inputs as [string];
    if (node.opType in MOVEMENT && index.soleConsumer(source) === node) {
      // A transposed or reshaped kernel keeps its name.
      exact.set(source, result);
      index.forward(node, index.replaceConstant(source, narrow(result), node));
    } else {
      exact.set(node.outputs[0]!, result);
      index.replaceByConstant(node, narrow(result));
    }
  });
}

/** The value of a node that does not depend on its inputs' elements. */
function knownValue(node: EditableNode, index: GraphIndex): TensorData | undefined {
  switch (node.opType) {
    case "Constant":
      return constantValue(node);
    case "ConstantOfShape": {
      const sizes = index.constant(node.inputs[0]!)?.data;
      if (sizes === undefined) return undefined;
      const shape = Array.from(sizes as BigInt64Array, Number);
      if (sizeOf(shape) > SMALL) return undefined;
      const { value } = node.attributes;
      const { dtype, data } = value?.kind === "tensor" ? value.value : tensor("float32", [1], [0]);
      return { dtype, shape, data: copyStrided(data, shape, shape.map(() => 0)) } as TensorData;
    }
    case "Shape": {
      const shape = index.shape(node.inputs[0]!);
      if (shape === undefined) return undefined;
      const asked = shape.slice(
        intAttribute(node, "start", 0),
        intAttribute(node, "end", shape.length),
      );
      return asked.every((dim) => typeof dim === "number")
        ? tensor("int64", [asked.length], asked)
        : undefined;
    }
    case "Size": {
      const shape = index.shape(node.inputs[0]!);
      return shape?.every((dim) => typeof dim === "number")
        ? tensor("int64", [], [sizeOf(shape)])
        : undefined;
    }
  }
  return undefined;
}

function constantValue(node: EditableNode): TensorData | undefined {
  const { value, value_float, value_floats, value_int, value_ints } = node.attributes;
  if (value?.kind === "tensor") return value.value;
  if (value_float?.kind === "float") return tensor("float32", [], [value_float.value]);
  if (value_int?.kind === "int") return tensor("int64", [], [value_int.value]);
  if (value_floats?.kind === "floats") {
    return tensor("float32", [value_floats.value.length], value_floats.value);
  }
  if (value_ints?.kind === "ints") {
    return tensor("int64", [value_ints.value.length], value_ints.value);
  }
  return undefined;
}
