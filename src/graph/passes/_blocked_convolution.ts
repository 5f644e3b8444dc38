import type { GraphNode } from "../graph.ts";
import { intAttribute, intsAttribute } from "./_attributes.ts";
import type { BlockedGraph } from "./_blocked_graph.ts";

/** Writes a convolution or a transposed one in blocks; `false` where that is not possible. */
export function blockConvolution(node: GraphNode, graph: BlockedGraph): boolean {
  const [x, weights, bias] = node.inputs;
  const shape = graph.shape(node.outputs[0]!);
  const filter = graph.shape(weights!);
  if (shape?.length !== 4 || filter?.length !== 4) return false;
  if (intAttribute(node, "group", 1) !== 1 || "auto_pad" in node.attributes) return false;
  const transposed = node.opType === "ConvTranspose";
  const outChannels = shape[1]!;
  const inChannels = graph.shape(x!)?.[1] ?? 0;
  const whole = (channels: number) => channels > 0 && channels % graph.block === 0;
  // Few input channels are read in their own order.
  const few = inChannels < graph.block && !transposed && inChannels > 0;
  if (!whole(outChannels) || !few && !(whole(inChannels) && graph.canBlock(x!))) return false;
  const geometry = transposed ? flippedGeometry(node, filter) : plainGeometry(node, filter);
  if (geometry === undefined) return false;
  const oihw = transposed ? flip(weights!, filter, graph) : weights!;
  graph.inOrder(weights!);
  if (few) graph.inOrder(x!);
  const inputs = [
    few ? x! : graph.inBlocks(x!),
    blockFilter(oihw, [outChannels, inChannels, filter[2]!, filter[3]!], few, graph),
  ];
  if (bias !== undefined && bias !== "") inputs.push(bias);
  graph.define(node.outputs[0]!, graph.addBlocked("Conv", inputs, shape, geometry));
  return true;
}

function plainGeometry(node: GraphNode, filter: readonly number[]) {
  return {
    kernel_shape: filter.slice(2),
    strides: intsAttribute(node, "strides") ?? [1, 1],
    dilations: intsAttribute(node, "dilations") ?? [1, 1],
    pads: intsAttribute(node, "pads") ?? [0, 0, 0, 0],
    group: 1,
  };
}

/** A transposed convolution of stride 1 is a convolution by the flipped filter with the rest of the padding. */
function flippedGeometry(node: GraphNode, filter: readonly number[]) {
  const { strides, dilations, pads, ...rest } = plainGeometry(node, filter);
  const extra = intsAttribute(node, "output_padding") ?? [0, 0];
  const simple = [...strides, ...dilations].every((value) => value === 1) &&
    extra.every((value) => value === 0) && !("output_shape" in node.attributes);
  const full = pads.map((pad, i) => filter[2 + i % 2]! - 1 - pad);
  if (!simple || full.some((pad) => pad < 0)) return undefined;
  return { ...rest, strides, dilations, pads: full };
}

/** [in, out, height, width] to [out, in, height, width], rows and columns in reverse. */
function flip(weights: string, filter: readonly number[], graph: BlockedGraph): string {
  graph.inOrder(weights);
  const [inChannels, outChannels, height, width] = filter as [number, number, number, number];
  const backwards = graph.integers([-1, -1]);
  const ends = graph.integers([-1 - height, -1 - width]);
  const axes = graph.integers([2, 3]);
  const flipped = graph.add("Slice", [weights, backwards, ends, axes, backwards], {
    shape: filter,
  });
  return graph.add("Transpose", [flipped], { shape: [outChannels, inChannels, height, width] }, {
    perm: { kind: "ints", value: [1, 0, 2, 3] },
  });
}

/** A filter as the blocked Conv reads it: out/b, in/b, height, width, b in, b out; or whole input channels. */
function blockFilter(
  weights: string,
  [outChannels, inChannels, height, width]: readonly [number, number, number, number],
  few: boolean,
  graph: BlockedGraph,
): string {
  const size = graph.block;
  const inner = few ? inChannels : size;
  const parts = [outChannels / size, size, inChannels / inner, inner, height, width];
  const perm = [0, 2, ...(few ? [3, 4, 5] : [4, 5, 3]), 1];
  const ordered = graph.add("Transpose", [graph.reshape(weights, parts)], {
    shape: perm.map((axis) => parts[axis]!),
  }, { perm: { kind: "ints", value: perm } });
  return graph.reshape(ordered, [outChannels, inChannels, height, width]);
}
