import { encodeModel, type Graph } from "../graph/mod.ts";
import { createSessionSync } from "./create_session_sync.ts";

/** Channels that any block divides. */
const CHANNELS = 64;

let found: number | "none" | undefined;

/**
 * Channels in a block of ONNX Runtime's blocked layout on this processor: 16 with AVX-512, 8 with AVX; `undefined`
 * where it has none. It is no public figure, so two pixels of many channels are reordered: behind the first
 * pixel's block comes the second pixel.
 */
export function channelBlock(): number | undefined {
  found ??= probe() ?? "none";
  return found === "none" ? undefined : found;
}

function probe(): number | undefined {
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
  try {
    const session = createSessionSync(encodeModel(graph), { provider: "cpu" });
    const { y } = session.runSync({ x: { dtype: "float32", shape, data } });
    void session.release();
    // x[0, 0, 0, 1]
    const block = (y!.data as Float32Array).indexOf(1);
    return block > 1 && CHANNELS % block === 0 ? block : undefined;
  } catch {
    return undefined;
  }
}
