import type { Graph } from "../graph.ts";
import { type EditableNode, type GraphIndex, visitNodes } from "./_index.ts";
import { intAttribute } from "./_attributes.ts";
import { reshapeTarget, sameShape } from "./_shapes.ts";

/**
 * Makes an `Add` of one number per channel, shaped `[c, 1, 1]` or `[1, c, 1, 1]`, the third input of
 * the `Conv` or `ConvTranspose` before it.
 */
export function fuseConvBias(graph: Graph): Graph {
  return visitNodes(graph, (node, index) => {
    if (node.opType !== "Add") return;
    for (const [i, name] of node.inputs.entries()) {
      const conv = index.producer(name);
      if (conv === undefined || index.soleConsumer(name) !== node) continue;
      const channels = numChannels(conv, index);
      if (channels === undefined || conv.inputs[2]) continue;
      if (!sameShape(index.shape(name), index.shape(node.outputs[0]))) continue;
      const bias = index.info(node.inputs[1 - i]);
      const rank = index.shape(name)!.length;
      if (bias === undefined || !isPerChannel(bias.shape, channels, rank)) continue;
      const target = index.addConstant(
        `${bias.name}_shape`,
        reshapeTarget(bias.shape, [channels])!,
      );
      const flat = index.insertBefore(node, "Reshape", [bias.name, target], {
        dtype: bias.dtype,
        shape: [channels],
      });
      const inputs = [conv.inputs[0]!, conv.inputs[1]!, flat];
      index.update(node, { opType: conv.opType, inputs, attributes: conv.attributes }, conv);
      index.remove(conv);
      return;
    }
  });
}

/** How many channels a convolution makes, where its weights' shape is known. */
function numChannels(node: EditableNode, index: GraphIndex): number | undefined {
  const shape = index.shape(node.inputs[1]);
  const channels = node.opType === "Conv"
    ? shape?.[0]
    : node.opType === "ConvTranspose"
    ? shape?.[1]
    : undefined;
  if (typeof channels !== "number") return undefined;
  return node.opType === "Conv" ? channels : channels * intAttribute(node, "group", 1);
}

function isPerChannel(
  shape: readonly (number | string)[],
  channels: number,
  rank: number,
): boolean {
  const full = [...Array<number>(Math.max(0, rank - shape.length)).fill(1), ...shape];
  return full.length === rank && full.every((dim, axis) => dim === (axis === 1 ? channels : 1));
}
