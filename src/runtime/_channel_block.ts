import { blockChannels, encodeModel, type Graph, GraphBuilder, tensor } from "../graph/mod.ts";
import { largestDifference } from "./_sample.ts";
import { createSessionSync } from "./create_session_sync.ts";
import type { Tensors } from "./web/mod.ts";

/** Channels that any block divides. */
const CHANNELS = 64;

/** How far a blocked convolution may differ from the plain one. */
const TOLERANCE = 1e-4;

let found: number | "none" | undefined;

/**
 * Channels in a block of ONNX Runtime's blocked layout on this processor: 16 with AVX-512, 8 with AVX; `undefined`
 * where it has none, or computes something else in it than without.
 */
export function channelBlock(): number | undefined {
  found ??= probe() ?? "none";
  return found === "none" ? undefined : found;
}

function probe(): number | undefined {
  try {
    const block = blockOfReorder();
    return CHANNELS % block === 0 && block > 1 && agrees(block) ? block : undefined;
  } catch {
    // An ONNX Runtime without these operators refuses the graph.
    return undefined;
  }
}

/**
 * The block is no public figure, so two pixels of many channels are reordered: behind the first pixel's block
 * comes the second pixel.
 */
function blockOfReorder(): number {
  const shape = [1, CHANNELS, 1, 2];
  const graph: Graph = {
    name: "block",
    nodes: [{
      name: "reorder",
      opType: "ReorderInput",
      domain: "com.microsoft.nchwc",
      inputs: ["x"],
      outputs: ["y"],
      attributes: {},
    }],
    inputs: [{ name: "x", dtype: "float32", shape }],
    outputs: [{ name: "y", dtype: "float32", shape }],
    initializers: new Map(),
    values: new Map(),
  };
  const data = Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i);
  const { y } = run(graph, { x: { dtype: "float32", shape, data } });
  // x[0, 0, 0, 1]
  return (y!.data as Float32Array).indexOf(1);
}

/** Whether a small convolution and a pool give in blocks what they give without. */
function agrees(block: number): boolean {
  const channels = 2 * block;
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensors[string]> = {};
  const input = (name: string, shape: readonly number[], size: number) => {
    const values = Array.from({ length: size }, (_, i) => Math.sin(i));
    feeds[name] = tensor("float32", shape, values);
    return builder.input(name, "float32", shape);
  };
  const info = (...shape: number[]) => [{ dtype: "float32", shape }] as const;
  const x = input("x", [1, channels, 4, 4], channels * 16);
  const w = input("w", [block, channels, 3, 3], block * channels * 9);
  const [convolved] = builder.node("Conv", [x, w], info(1, block, 4, 4), {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
  });
  const [pooled] = builder.node("MaxPool", [convolved!], info(1, block, 2, 2), {
    kernel_shape: [2, 2],
    strides: [2, 2],
  });
  const graph = builder.build("trial", [{ value: pooled!, name: "y" }]);
  const blocked = blockChannels(graph, block);
  return largestDifference(run(blocked, feeds), run(graph, feeds)) <= TOLERANCE;
}

function run(graph: Graph, feeds: Tensors): Tensors {
  const session = createSessionSync(encodeModel(graph), { provider: "cpu", threads: 1 });
  try {
    return session.runSync(feeds);
  } finally {
    void session.release();
  }
}
