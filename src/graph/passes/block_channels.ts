import type { Graph, GraphNode } from "../graph.ts";
import { sizeOf } from "../tensor.ts";
import { blockConvolution } from "./_blocked_convolution.ts";
import { BlockedGraph } from "./_blocked_graph.ts";
import { blockMaxPool, blockUnpool, isQuartering } from "./_blocked_pool.ts";
import { sameShape } from "./_shapes.ts";

/** Operators that compute element by element, so that any common order will do. */
const ELEMENT_WISE = new Set([
  ..."Abs Add Cast Div Elu Equal Greater GreaterOrEqual LeakyRelu Less Max Min Mul Neg".split(" "),
  ..."Relu Sigmoid Sqrt Sub Tanh Where".split(" "),
]);

/**
 * Rewrites convolutions, their gradients by the input, and max pooling as the operators that ONNX Runtime's CPU
 * provider has for channels in blocks (`[batch, channels / block, height, width, block]`), with what lies
 * between them. ONNX Runtime does so itself where weights are constants; in a training step they are inputs.
 * The graph then runs on that provider alone, on processors of that block.
 *
 * Not covered, and left as they are: groups, channels that are no multiple of the block, transposed convolutions
 * with strides, average pooling.
 *
 * @param block Channels in a block: 16 with AVX-512, else 8.
 */
export function blockChannels(graph: Graph, block: number): Graph {
  const target = new BlockedGraph(graph, block);
  const pools = quarteringPools(graph, target);
  const blocked = new Set<GraphNode>();
  let changed = false;
  for (const node of graph.nodes) {
    if (rewrite(node, target, pools, blocked)) {
      changed = true;
      continue;
    }
    node.inputs.forEach((input) => target.inOrder(input));
    target.nodes.push(node);
  }
  return changed ? target.finish() : graph;
}

/** Pools with indices that nothing but `MaxUnpool` reads, by the name of their indices. */
function quarteringPools(graph: Graph, target: BlockedGraph): Map<string, GraphNode> {
  const pools = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    const indices = node.outputs[1];
    if (node.opType !== "MaxPool" || indices === undefined) continue;
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(indices));
    const plain = readers.every(({ opType }) => opType === "MaxUnpool") &&
      graph.outputs.every(({ name }) => name !== indices);
    if (plain && isQuartering(node, target)) pools.set(indices, node);
  }
  return pools;
}

/** Writes a node in blocks, or returns `false`. `blocked` gathers the pools that it wrote so. */
function rewrite(
  node: GraphNode,
  target: BlockedGraph,
  pools: ReadonlyMap<string, GraphNode>,
  blocked: Set<GraphNode>,
): boolean {
  if (node.domain !== undefined) return false;
  switch (node.opType) {
    case "Conv":
    case "ConvTranspose":
      return blockConvolution(node, target);
    case "MaxPool":
      if (node.outputs.length > 1 && !pools.has(node.outputs[1]!)) return false;
      if (!blockMaxPool(node, target)) return false;
      blocked.add(node);
      return true;
    case "MaxUnpool": {
      const pool = pools.get(node.inputs[1]!);
      if (pool === undefined || !blocked.has(pool)) return false;
      blockUnpool(node, pool, target);
      return true;
    }
    default:
      return ELEMENT_WISE.has(node.opType) && blockElements(node, target);
  }
}

/** Element by element where one operand lies in blocks and the others can, or are single numbers. */
function blockElements(node: GraphNode, target: BlockedGraph): boolean {
  const [output] = node.outputs;
  const shape = target.shape(output!);
  const single = (name: string) => {
    const own = target.shape(name);
    return own !== undefined && sizeOf(own) === 1;
  };
  const fits = (name: string) =>
    single(name) || sameShape(target.shape(name), shape) && target.canBlock(name);
  if (shape?.length !== 4 || !node.inputs.some((name) => target.isBlocked(name))) return false;
  const dtype = target.dtype(output!);
  if (dtype !== "float32" && dtype !== "bool" || !node.inputs.every(fits)) return false;
  const inputs = node.inputs.map((name) => single(name) ? name : target.inBlocks(name));
  target.define(output!, target.add(node.opType, inputs, { shape, dtype }, node.attributes));
  return true;
}
