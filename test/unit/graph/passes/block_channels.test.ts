import { describe, expect, it } from "vitest";
import { blockChannels, type Graph } from "../../../../src/graph/mod.ts";
import { channelBlock } from "../../../../src/runtime/_channel_block.ts";
import { Sketch } from "../_build.ts";
import { expectSame } from "../_run.ts";

/** Processors without blocks leave nothing to run; the graphs' nodes are compared all the same. */
const block = channelBlock();
const BLOCK = block ?? 16;
const [C, D] = [BLOCK, 2 * BLOCK];

/** A pool's windows, and the gradient back through it; whole numbers, so that maxima tie. */
function pooled(s: Sketch, size: number, window: number): Graph {
  const x = s.node("Conv", [s.input("x", [2, C, size, size]), s.input("w", [D, C, 1, 1])], [
    2,
    D,
    size,
    size,
  ]);
  const ties = s.node("Relu", [x], [2, D, size, size]);
  const [y, indices] = maxPool(s, ties, size, window);
  return s.build(y, unpool(s, indices, size, window));
}

const outputSize = (size: number, window: number) => Math.floor((size - window) / 2) + 1;

function maxPool(s: Sketch, x: string, size: number, window: number): [string, string] {
  const out = outputSize(size, window);
  const [y, indices] = s.builder.node("MaxPool", [x], [
    { dtype: "float32", shape: [2, D, out, out] },
    { dtype: "int64", shape: [2, D, out, out] },
  ], { kernel_shape: [window, window], strides: [2, 2] });
  return [y!, indices!];
}

function unpool(s: Sketch, indices: string, size: number, window: number): string {
  const out = outputSize(size, window);
  const shape = [2, D, size, size];
  return s.node("MaxUnpool", [s.input("dy", [2, D, out, out]), indices, s.sizes(...shape)], shape, {
    kernel_shape: [window, window],
    strides: [2, 2],
  });
}

const BLOCKED: Record<string, (s: Sketch) => Graph> = {
  "a convolution with padding, strides and a bias": (s) => {
    const inputs = [s.input("x", [2, C, 7, 6]), s.input("w", [D, C, 3, 2]), s.input("b", [D])];
    const attributes = { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 2, 1] };
    return s.build(s.node("Conv", inputs, [2, D, 4, 6], attributes));
  },
  "dilation": (s) =>
    s.build(s.node("Conv", [s.input("x", [1, D, 7, 7]), s.input("w", [C, D, 3, 3])], [1, C, 3, 3], {
      dilations: [2, 2],
    })),
  "few input channels, which keep their order": (s) =>
    s.build(s.node("Conv", [s.input("x", [2, 3, 5, 5]), s.input("w", [C, 3, 3, 3])], [2, C, 3, 3])),
  "a transposed convolution": (s) =>
    s.build(
      s.node("ConvTranspose", [s.input("x", [2, D, 4, 5]), s.input("w", [D, C, 3, 2])], [
        2,
        C,
        5,
        6,
      ], { kernel_shape: [3, 2], pads: [1, 0, 0, 0] }),
    ),
  "a pool and its gradient, blank windows too": (s) => pooled(s, 6, 2),
  "masks between two convolutions": (s) => {
    const x = s.node("Conv", [s.input("x", [2, C, 5, 5]), s.input("w", [C, C, 3, 3])], [
      2,
      C,
      3,
      3,
    ]);
    const positive = s.node("Greater", [x, s.value(0)], [2, C, 3, 3], {}, "bool");
    const mask = s.node("Cast", [positive], [2, C, 3, 3], { to: 1 });
    const kept = s.node("Mul", [s.input("m", [2, C, 3, 3]), mask], [2, C, 3, 3]);
    const y = s.node("Conv", [kept, s.input("v", [D, C, 2, 2])], [2, D, 2, 2]);
    return s.build(y, positive);
  },
};

const LEFT: Record<string, (s: Sketch) => Graph> = {
  "groups": (s) =>
    s.build(s.node("Conv", [s.input("x", [1, D, 4, 4]), s.input("w", [D, C, 3, 3])], [1, D, 2, 2], {
      group: 2,
    })),
  "channels that are no multiple of the block": (s) =>
    s.build(s.node("Conv", [s.input("x", [1, C + 1, 4, 4]), s.input("w", [C, C + 1, 3, 3])], [
      1,
      C,
      2,
      2,
    ])),
  "a transposed convolution with strides": (s) =>
    s.build(
      s.node("ConvTranspose", [s.input("x", [1, C, 3, 3]), s.input("w", [C, C, 2, 2])], [
        1,
        C,
        6,
        6,
      ], { strides: [2, 2] }),
    ),
  "an unknown batch": (s) =>
    s.build(s.node("Conv", [s.input("x", ["n", C, 4, 4]), s.input("w", [C, C, 3, 3])], [
      "n",
      C,
      2,
      2,
    ])),
  "a pool that no convolution feeds": (s) =>
    s.build(s.node("MaxPool", [s.input("x", [1, C, 4, 4])], [1, C, 2, 2], {
      kernel_shape: [2, 2],
      strides: [2, 2],
    })),
};

describe("blockChannels", () => {
  it.each(Object.entries(BLOCKED))("rewrites %s", async (_, build) => {
    const graph = build(new Sketch());
    const blocked = blockChannels(graph, BLOCK);
    expect(blocked.nodes.some(({ domain }) => domain === "com.microsoft.nchwc")).toBe(true);
    expect(blocked.nodes.some(({ opType }) => /ConvTranspose|Unpool/.test(opType))).toBe(false);
    if (block !== undefined) await expectSame(graph, blocked, 1e-5);
  });

  it.each(Object.entries(LEFT))("leaves %s", (_, build) => {
    const graph = build(new Sketch());
    expect(blockChannels(graph, BLOCK)).toBe(graph);
  });

  it.each([[7, 2], [7, 3]])(
    "keeps the indices where %i pixels are pooled by windows of %i",
    async (...sizes) => {
      const graph = pooled(new Sketch(), ...sizes as [number, number]);
      const blocked = blockChannels(graph, BLOCK);
      expect(blocked.nodes.filter(({ opType }) => opType === "MaxUnpool")).toHaveLength(1);
      if (block !== undefined) await expectSame(graph, blocked, 1e-5);
    },
  );

  it("leaves a pool's gradient alone where it leaves the pool", async () => {
    const s = new Sketch();
    const plain = C + C / 2;
    const filters = s.input("w", [D, plain, 1, 1]);
    const x = s.node("Conv", [s.input("x", [2, plain, 6, 6]), filters], [2, D, 6, 6]);
    const [pooled, indices] = maxPool(s, x, 6, 2);
    // This one asks for the pooled values in blocks.
    const y = s.node("Conv", [pooled, s.input("v", [2 * D, D, 1, 1])], [2, 2 * D, 3, 3]);
    const graph = s.build(y, unpool(s, indices, 6, 2));
    const blocked = blockChannels(graph, BLOCK);
    const types = (wanted: string) => blocked.nodes.filter(({ opType }) => opType === wanted);
    expect(types("Conv").map(({ domain }) => domain)).toEqual([undefined, "com.microsoft.nchwc"]);
    expect(types("MaxPool").map(({ domain }) => domain)).toEqual([undefined]);
    expect(types("MaxUnpool")).toHaveLength(1);
    if (block !== undefined) await expectSame(graph, blocked, 1e-5);
  });
});
