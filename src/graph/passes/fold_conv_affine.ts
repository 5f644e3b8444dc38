import type { Graph } from "../graph.ts";
import type { TensorData } from "../tensor.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { sameShape } from "./_shapes.ts";

/** What a chain of nodes does to each channel: `scale * x + shift`, in float64. */
interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  /** The constant that the shift is read from, and the node that reads it. */
  readonly source?: readonly [constant: string, reader: EditableNode] | undefined;
}

/**
 * Folds what follows a `Conv` with constant weights and only scales and shifts its channels into the
 * weights and the bias: `Mul`, `Div`, `Add` and `Sub` of one constant per channel, and
 * `BatchNormalization` as inference has it. The whole chain is computed in float64 and rounded once.
 */
export function foldConvAffine(graph: Graph): Graph {
  return visitNodes(graph, (conv, index) => {
    if (conv.opType !== "Conv") return;
    const weights = index.constant(conv.inputs[1]);
    const bias = index.constant(conv.inputs[2]);
    if (weights?.dtype !== "float32" && weights?.dtype !== "float64") return;
    if (conv.inputs[2] && bias === undefined) return;
    const numChannels = weights.shape[0]!;
    let total: Affine = {
      scale: new Float64Array(numChannels).fill(1),
      shift: bias ? Float64Array.from(bias.data as Float32Array) : new Float64Array(numChannels),
      source: bias && [conv.inputs[2]!, conv],
    };
    let last: EditableNode | undefined;
    for (let node: EditableNode = conv;;) {
      const name = node.outputs[0]!;
      const next = index.soleConsumer(name);
      const step = next && affineOf(next, name, numChannels, index);
      if (!next || !step || !sameShape(index.shape(name), index.shape(next.outputs[0]))) break;
      total = {
        scale: total.scale.map((scale, c) => scale * step.scale[c]!),
        shift: total.shift.map((shift, c) => shift * step.scale[c]! + step.shift[c]!),
        source: step.source ?? total.source,
      };
      node = last = next;
    }
    if (last === undefined || ![...total.scale, ...total.shift].every(Number.isFinite)) return;
    const inputs = [conv.inputs[0]!, scaledWeights(conv, weights, total.scale, index)];
    if (total.source !== undefined) {
      const [name, reader] = total.source;
      inputs.push(index.replaceConstant(name, like(weights, [numChannels], total.shift), reader));
    }
    replaceChain(conv, last, inputs, index);
  });
}

/** Puts the convolution in the place of the last node of the chain, so that its output keeps its name. */
function replaceChain(
  conv: EditableNode,
  last: EditableNode,
  inputs: readonly string[],
  index: GraphIndex,
): void {
  const chain: EditableNode[] = [];
  for (let node = conv; node !== last; node = index.soleConsumer(node.outputs[0]!)!) {
    chain.push(node);
  }
  index.update(last, { opType: "Conv", inputs, attributes: conv.attributes }, conv);
  for (const node of chain.reverse()) index.remove(node);
}

function scaledWeights(
  conv: EditableNode,
  weights: TensorData,
  scale: Float64Array,
  index: GraphIndex,
): string {
  const name = conv.inputs[1]!;
  if (scale.every((factor) => factor === 1)) return name;
  const perChannel = weights.data.length / scale.length;
  const scaled = Float64Array.from(
    weights.data as Float32Array,
    (weight, i) => weight * scale[Math.floor(i / perChannel)]!,
  );
  return index.replaceConstant(name, like(weights, weights.shape, scaled), conv);
}

function like(model: TensorData, shape: readonly number[], values: Float64Array): TensorData {
  return model.dtype === "float64"
    ? { dtype: "float64", shape, data: values }
    : { dtype: "float32", shape, data: Float32Array.from(values) };
}

/** What a node does to the channels of its input `name`; `undefined` where it is something else. */
function affineOf(
  node: EditableNode,
  name: string,
  numChannels: number,
  index: GraphIndex,
): Affine | undefined {
  if (node.opType === "BatchNormalization") return batchNormalization(node, name, index);
  const position = node.inputs.indexOf(name);
  const rank = index.shape(name)?.length;
  if (rank === undefined || !["Add", "Sub", "Mul", "Div"].includes(node.opType)) return undefined;
  const operand = node.inputs[1 - position]!;
  const other = perChannel(index.constant(operand), numChannels, rank);
  if (other === undefined) return undefined;
  const source = [operand, node] as const;
  const ones = other.map(() => 1);
  const zeros = other.map(() => 0);
  switch (node.opType) {
    case "Add":
      return { scale: ones, shift: other, source };
    case "Mul":
      return { scale: other, shift: zeros };
    case "Sub":
      return position === 0
        ? { scale: ones, shift: other.map((value) => -value), source }
        : { scale: other.map(() => -1), shift: other, source };
    default:
      return position === 0 ? { scale: other.map((value) => 1 / value), shift: zeros } : undefined;
  }
}

function batchNormalization(
  node: EditableNode,
  name: string,
  index: GraphIndex,
): Affine | undefined {
  if (node.inputs[0] !== name || node.outputs.length !== 1) return undefined;
  if (intAttribute(node, "training_mode", 0) !== 0) return undefined;
  const constants = node.inputs.slice(1).map((input) => index.constant(input)?.data);
  if (constants.includes(undefined)) return undefined;
  const [gamma, beta, mean, variance] = constants as Float32Array[];
  const epsilon = floatAttribute(node, "epsilon", 1e-5);
  const scale = Float64Array.from(gamma!, (g, c) => g / Math.sqrt(variance![c]! + epsilon));
  return {
    scale,
    shift: scale.map((factor, c) => beta![c]! - mean![c]! * factor),
    source: [node.inputs[2]!, node],
  };
}

/** A constant that is one number, or one per channel of an NCHW value of this rank. */
function perChannel(
  constant: TensorData | undefined,
  numChannels: number,
  rank: number,
): Float64Array | undefined {
  if (constant === undefined || constant.shape.length > rank) return undefined;
  const data = constant.data as Float32Array;
  if (data.length === 1) return new Float64Array(numChannels).fill(data[0]!);
  const channelAxis = constant.shape.length - (rank - 1);
  const fits = constant.shape.every((dim, axis) =>
    dim === (axis === channelAxis ? numChannels : 1)
  );
  return fits && data.length === numChannels ? Float64Array.from(data) : undefined;
}
