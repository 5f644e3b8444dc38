import { blockChannels, encodeModel, type Graph, optimize } from "../graph/mod.ts";
import { channelBlock } from "./_channel_block.ts";
import type { Provider } from "./web/mod.ts";

/**
 * A traced step behind the passes as a model for `provider` of this machine alone. On the processor channels lie
 * in ONNX Runtime's blocks, which other providers and other processors refuse: for files use `encodeModel`.
 */
export function encodeFor(traced: Graph, provider: Provider): Uint8Array<ArrayBuffer> {
  const { graph } = optimize(traced);
  const block = provider === "cpu" ? channelBlock() : undefined;
  return encodeModel(block === undefined ? graph : blockChannels(graph, block));
}
