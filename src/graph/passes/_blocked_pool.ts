import type { GraphNode } from "../graph.ts";
import { intAttribute, intsAttribute } from "./_attributes.ts";
import type { BlockedGraph } from "./_blocked_graph.ts";

/** Writes max pooling of a blocked value in blocks, without indices; `false` where it is something else. */
export function blockMaxPool(node: GraphNode, graph: BlockedGraph): boolean {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const shape = graph.shape(y!);
  if (!graph.isBlocked(x!) || shape === undefined || "auto_pad" in node.attributes) return false;
  if (intAttribute(node, "ceil_mode", 0) !== 0) return false;
  graph.define(
    y!,
    graph.addBlocked("MaxPool", [graph.inBlocks(x!)], shape, {
      kernel_shape: intsAttribute(node, "kernel_shape")!,
      strides: intsAttribute(node, "strides") ?? [1, 1],
      dilations: intsAttribute(node, "dilations") ?? [1, 1],
      pads: intsAttribute(node, "pads") ?? [0, 0, 0, 0],
    }),
  );
  return true;
}

/** Whether a pool's windows are 2x2, side by side, and cover its input. */
export function isQuartering(pool: GraphNode, graph: BlockedGraph): boolean {
  const is = (name: string, value: number) =>
    intsAttribute(pool, name)?.every((item) => item === value) ?? false;
  const isOrAbsent = (name: string, value: number) => is(name, value) || !(name in pool.attributes);
  const [height, width] = graph.shape(pool.inputs[0]!)?.slice(2) ?? [1, 1];
  return is("kernel_shape", 2) && is("strides", 2) && !("storage_order" in pool.attributes) &&
    isOrAbsent("pads", 0) && isOrAbsent("dilations", 1) && height! % 2 === 0 && width! % 2 === 0;
}

/**
 * The gradient of 2x2 max pooling in blocks: `dy` at the first maximum of each window. Pools of a window's first
 * pixel, first row and first column tell where that is: the first row holds a maximum, or the second; if the
 * first row does not, then the first column's maximum is the window's where the third pixel is.
 */
export function blockUnpool(unpool: GraphNode, pool: GraphNode, graph: BlockedGraph): void {
  const [x] = pool.inputs;
  const [y] = pool.outputs;
  const shape = graph.shape(x!)!;
  const [batch, channels, height, width] = graph.shape(y!) as [number, number, number, number];
  const quarter = { shape: [batch, channels, height, width] };
  const dy = graph.inBlocks(unpool.inputs[0]!);
  const maximum = graph.inBlocks(y!);
  const reached = (kernel: readonly number[]) => {
    const part = graph.addBlocked("MaxPool", [graph.inBlocks(x!)], quarter.shape, {
      kernel_shape: kernel,
      strides: [2, 2],
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
    });
    const equal = graph.add("Equal", [part, maximum], { ...quarter, dtype: "bool" });
    return graph.add("Cast", [equal], quarter, { to: { kind: "int", value: 1 } });
  };
  const times = (a: string, b: string) => graph.add("Mul", [a, b], quarter);
  const minus = (a: string, b: string) => graph.add("Sub", [a, b], quarter);
  const top = times(dy, reached([1, 2]));
  const bottom = minus(dy, top);
  const first = times(dy, reached([1, 1]));
  const third = times(bottom, reached([2, 1]));
  const cells = batch * channels * height * width / graph.block;
  const beside = (a: string, b: string, rows: number, columns: number) => {
    const pieces = [a, b].map((piece) => graph.reshape(piece, [rows, columns]));
    return graph.add("Concat", pieces, { shape: [rows, 2 * columns] }, {
      axis: { kind: "int", value: 1 },
    });
  };
  const upper = beside(first, minus(top, first), cells, graph.block);
  const lower = beside(third, minus(bottom, third), cells, graph.block);
  const whole = beside(upper, lower, cells / width, 2 * width * graph.block);
  graph.define(unpool.outputs[0]!, graph.reshape(whole, shape));
}
