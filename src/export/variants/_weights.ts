import type { Graph, GraphNode, TensorData } from "../../graph/mod.ts";

/** A constant that nodes compute with as their weight. */
export interface Weight {
  readonly value: TensorData<"float32">;
  /** The axis of its channels: those that one scale is for. */
  readonly axis: number;
}

/** The axis of a node's channels in its input number `index`, of that rank; `undefined`: that is no weight. */
type Operand = (node: GraphNode, index: number, rank: number) => number | undefined;

/** Second input alone. */
const second = (axis: Operand): Operand => (node, index, rank) =>
  index === 1 ? axis(node, index, rank) : undefined;

/** [directions, gates x units, inputs]: the rows of the gates, in W and R. */
const recurrent: Operand = (_node, index) => index === 1 || index === 2 ? 1 : undefined;

/** Where operators take weights, and where in them their channels are. */
const OPERANDS: Readonly<Record<string, Operand>> = {
  // [outputs, inputs / groups, ...kernel]
  Conv: second(() => 0),
  // [inputs, outputs / groups, ...kernel]
  ConvTranspose: second(() => 1),
  Gemm: second((node) => intAttribute(node, "transB") ? 0 : 1),
  MatMul: second((_node, _index, rank) => rank < 2 ? undefined : rank - 1),
  // A row for each index.
  Gather: (node, index, rank) =>
    index === 0 ? (intAttribute(node, "axis") + rank) % rank : undefined,
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
};

function intAttribute(node: GraphNode, name: string): number {
  const attribute = node.attributes[name];
  return attribute?.kind === "int" ? attribute.value : 0;
}

/**
 * The weights of a graph: float32 constants that all of their readers take as a weight, with the same axis of
 * channels, whole or split. Biases, normalizations' parameters and constants of other operators are none.
 */
export function weightsOf(graph: Graph): Map<string, Weight> {
  const readers = new Map<string, { readonly node: GraphNode; readonly index: number }[]>();
  for (const node of graph.nodes) {
    node.inputs.forEach((input, index) => {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [{ node, index }]);
      else known.push({ node, index });
    });
  }
  /** The axes that the readers of a value take for its channels'. */
  const axesOf = (name: string, rank: number): (number | undefined)[] =>
    (readers.get(name) ?? []).flatMap(({ node, index }) => {
      if (node.domain !== undefined || rank === 0) return [undefined];
      // A GRU's step reads one kernel in two parts.
      if (node.opType === "Split" && index === 0) {
        return node.outputs.flatMap((part) => axesOf(part, rank));
      }
      return [OPERANDS[node.opType]?.(node, index, rank)];
    });
  const weights = new Map<string, Weight>();
  for (const [name, value] of graph.initializers) {
    if (!isFloat32(value)) continue;
    const [axis, ...others] = new Set(axesOf(name, value.shape.length));
    if (axis !== undefined && others.length === 0) weights.set(name, { value, axis });
  }
  return weights;
}

function isFloat32(value: TensorData): value is TensorData<"float32"> {
  return value.dtype === "float32";
}
