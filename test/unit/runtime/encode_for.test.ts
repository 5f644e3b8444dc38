import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/graph/mod.ts";
import { channelBlock } from "../../../src/runtime/_channel_block.ts";
import { encodeFor } from "../../../src/runtime/mod.ts";

const float32 = (name: string, shape: readonly number[]) =>
  ({ name, dtype: "float32", shape }) as const;

const graph: Graph = {
  name: "conv",
  nodes: [{
    name: "conv",
    opType: "Conv",
    inputs: ["x", "w"],
    outputs: ["y"],
    attributes: { kernel_shape: { kind: "ints", value: [3, 3] } },
  }],
  inputs: [float32("x", [1, 16, 4, 4]), float32("w", [32, 16, 3, 3])],
  outputs: [float32("y", [1, 32, 2, 2])],
  initializers: new Map(),
  values: new Map(),
};

describe("encodeFor", () => {
  it.each(["cpu", "wasm", "webgpu", "cuda"] as const)(
    "writes blocked operators for the processor alone: %s",
    (provider) => {
      const text = new TextDecoder("latin1").decode(encodeFor(graph, provider));
      const blocked = text.includes("com.microsoft.nchwc");
      expect(blocked).toBe(provider === "cpu" && channelBlock() !== undefined);
    },
  );
});
