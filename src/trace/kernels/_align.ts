import { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { Layout, TracedTensor } from "../types.ts";

/** Operands of an element-wise operator, brought to one layout. */
export interface Aligned {
  readonly names: readonly string[];
  /** The result's logical shape. */
  readonly shape: readonly number[];
  readonly layout: Layout;
}

/**
 * Brings the operands of an element-wise operator to one layout: NCHW where a rank-4 operand already
 * lies so, which keeps a network's spatial part free of transposes; else tfjs's own.
 */
export function align(trace: Trace, operands: readonly TracedTensor[]): Aligned {
  const shape = operands
    .map((operand) => [...operand.shape])
    .reduce((a, b) => backend_util.assertAndGetBroadcastShape(a, b));
  const channelsFirst = shape.length === 4 &&
    operands.some((operand) => operand.layout === "channelsFirst");
  if (!channelsFirst) {
    return { names: operands.map((operand) => trace.plain(operand)), shape, layout: "plain" };
  }
  return {
    names: operands.map((operand) => broadcastChannelsFirst(trace, operand)),
    shape,
    layout: "channelsFirst",
  };
}

function broadcastChannelsFirst(trace: Trace, operand: TracedTensor): string {
  const rank = operand.shape.length;
  if (rank === 4) return trace.channelsFirst(operand);
  if (rank === 0) return operand.name;
  const padded = [...Array<number>(4 - rank).fill(1), ...operand.shape];
  const name = trace.reshape(trace.plain(operand), padded, operand.dtype);
  return trace.channelsFirst({ ...operand, name, shape: padded, layout: "plain" });
}
