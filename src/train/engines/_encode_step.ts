import { blockChannels, encodeModel, type Graph, optimize } from "../../graph/mod.ts";
import type { Provider } from "../../runtime/mod.ts";
import { channelBlock } from "./_channel_block.ts";

/** A traced step behind the passes as a model for `provider`; on the processor with channels in blocks. */
export function encodeStep(traced: Graph, provider: Provider): Uint8Array<ArrayBuffer> {
  const { graph } = optimize(traced);
  const block = provider === "cpu" ? channelBlock() : undefined;
  return encodeModel(block === undefined ? graph : blockChannels(graph, block));
}
