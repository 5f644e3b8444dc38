import { describe, expect, it } from "vitest";
import { compressWeights } from "../../../../src/export/variants/compress_weights.ts";
import type { WeightForm } from "../../../../src/export/mod.ts";
import { dump, findProblems, type Graph, tensor } from "../../../../src/graph/mod.ts";
import { Sketch } from "../../graph/_build.ts";
import { maxDifference, run, sampleFeeds } from "../../graph/_run.ts";

const FORMS = ["fp16", "int8"] as const;

/** A graph of one node that reads `w`. */
function reading(
  build: (s: Sketch, w: string) => string,
  shape: number[],
  values?: ArrayLike<number>,
): Graph {
  const s = new Sketch();
  const w = values === undefined
    ? s.weights("w", ...shape)
    : s.builder.constant(tensor("float32", shape, values), "w");
  return s.build(build(s, w));
}

const product = (s: Sketch, w: string) => s.node("MatMul", [s.input("x", [2, 32]), w], [2, 16]);

/** A 32x16 matrix of one value, but for its first element. */
const matrix = (first: number, rest = first) =>
  Float32Array.from({ length: 512 }, () => rest).fill(first, 0, 1);

const axisOf = (graph: Graph) => {
  const [maker] = graph.nodes.filter(({ opType }) => opType === "DequantizeLinear");
  return maker?.attributes["axis"];
};

describe("weights and the axis of their channels", () => {
  const rows: [string, number, number[], (s: Sketch, w: string) => string][] = [
    [
      "Conv",
      0,
      [8, 4, 3, 3],
      (s, w) => s.node("Conv", [s.input("x", [1, 4, 5, 5]), w], [1, 8, 3, 3]),
    ],
    [
      "Conv in groups",
      0,
      [8, 4, 3, 3],
      (s, w) => s.node("Conv", [s.input("x", [1, 8, 5, 5]), w], [1, 8, 3, 3], { group: 2 }),
    ],
    [
      "ConvTranspose",
      1,
      [4, 8, 3, 3],
      (s, w) => s.node("ConvTranspose", [s.input("x", [1, 4, 2, 2]), w], [1, 8, 4, 4]),
    ],
    ["Gemm", 1, [32, 16], (s, w) => s.node("Gemm", [s.input("x", [2, 32]), w], [2, 16])],
    [
      "Gemm, transposed",
      0,
      [16, 32],
      (s, w) => s.node("Gemm", [s.input("x", [2, 32]), w], [2, 16], { transB: 1 }),
    ],
    ["MatMul", 1, [32, 16], product],
    [
      "MatMul of stacks",
      2,
      [3, 8, 16],
      (s, w) => s.node("MatMul", [s.input("x", [3, 2, 8]), w], [3, 2, 16]),
    ],
    ["Gather", 0, [16, 32], (s, w) => s.node("Gather", [w, s.input("i", [3], "int32")], [3, 32])],
    [
      "Gather of columns",
      1,
      [32, 16],
      (s, w) => s.node("Gather", [w, s.input("i", [3], "int32")], [32, 3], { axis: -1 }),
    ],
    ["LSTM", 1, [1, 16, 8], (s, w) =>
      s.node("Squeeze", [
        s.node("LSTM", [s.input("x", [2, 1, 8]), w, s.weights("r", 1, 16, 4)], [2, 1, 1, 4], {
          hidden_size: 4,
        }),
      ], [2, 4])],
    ["a Split that MatMul reads", 1, [32, 16], (s, w) => {
      const info = { dtype: "float32", shape: [32, 8] } as const;
      const [a, b] = s.builder.node("Split", [w], [info, info], { axis: 1 });
      const x = s.input("x", [2, 32]);
      return s.node("Add", [s.node("MatMul", [x, a!], [2, 8]), s.node("MatMul", [x, b!], [2, 8])], [
        2,
        8,
      ]);
    }],
  ];

  it.each(rows)("%s", async (_title, axis, shape, build) => {
    const graph = reading(build, shape);
    const feeds = sampleFeeds(graph);
    const expected = await run(graph, feeds);
    expect(axisOf(compressWeights(graph, "int8"))).toEqual({ kind: "int", value: axis });
    for (const form of FORMS) {
      const compressed = compressWeights(graph, form);
      expect(findProblems(compressed)).toEqual([]);
      const difference = maxDifference(expected, await run(compressed, feeds));
      expect(difference).toBeGreaterThan(0);
      // Weights up to 0.5: half a step is 0.002 in int8, 0.00012 in fp16; up to 36 of them add up.
      expect(difference).toBeLessThan(form === "int8" ? 0.02 : 0.001);
    }
  });

  const kept: [string, number[], (s: Sketch, w: string) => string][] = [
    ["a bias", [512], (s, w) => s.node("Add", [s.input("x", [2, 512]), w], [2, 512])],
    [
      "a Conv's bias",
      [512],
      (s, w) =>
        s.node("Conv", [s.input("x", [1, 1, 2, 2]), s.weights("k", 512, 1, 1, 1), w], [
          1,
          512,
          2,
          2,
        ]),
    ],
    [
      "a matrix on the left",
      [32, 16],
      (s, w) => s.node("MatMul", [w, s.input("x", [16, 2])], [32, 2]),
    ],
    ["a vector", [512], (s, w) => s.node("MatMul", [s.input("x", [2, 512]), w], [2])],
    [
      "one that another operator reads too",
      [16, 16],
      (s, w) =>
        s.node("Add", [w, s.node("MatMul", [s.input("x", [16, 16]), w], [16, 16])], [16, 16]),
    ],
    ["one that is read with two axes", [16, 16], (s, w) => {
      const x = s.input("x", [16, 16]);
      const y = s.node("Gemm", [x, w], [16, 16]);
      return s.node("Gemm", [y, w], [16, 16], { transB: 1 });
    }],
    [
      "one that saves less than 256 bytes",
      [8, 8],
      (s, w) => s.node("MatMul", [s.input("x", [2, 8]), w], [2, 8]),
    ],
    ["a table that no float is in", [512], (s) =>
      s.node(
        "Gather",
        [
          s.builder.constant({ dtype: "int64", shape: [512], data: new BigInt64Array(512) }, "t"),
          s.input("i", [3], "int32"),
        ],
        [3],
        {},
        "int64",
      )],
  ];

  it.each(kept)("stays as it is: %s", (_title, shape, build) => {
    const graph = reading(build, shape);
    for (const form of FORMS) {
      const stored = compressWeights(graph, form).initializers.get("w");
      expect(stored).toEqual(graph.initializers.get("w"));
    }
  });

  it("stays as it is: a weight of an operator that is not ONNX's own", () => {
    const graph = reading(product, [32, 16]);
    const nodes = graph.nodes.map((node) => ({ ...node, domain: "com.microsoft" }));
    expect(compressWeights({ ...graph, nodes }, "int8").initializers).toEqual(graph.initializers);
  });
});

describe("weights that a form cannot hold stay as they are", () => {
  it.each<[string, WeightForm, ArrayLike<number>, boolean]>([
    ["fp16: the largest", "fp16", matrix(65504), true],
    ["fp16: beyond the largest", "fp16", matrix(65505, 1), false],
    ["fp16: an infinity", "fp16", matrix(-Infinity, 1), false],
    ["fp16: no number", "fp16", matrix(NaN, 1), false],
    ["fp16: zeros", "fp16", matrix(0), true],
    ["fp16: the smallest that keeps its digits", "fp16", matrix(2 ** -14), true],
    ["fp16: all below that", "fp16", matrix(2 ** -14.5), false],
    ["fp16: some below that", "fp16", matrix(1, 1e-6), true],
    ["int8: large ones", "int8", matrix(3e38), true],
    ["int8: an infinity", "int8", matrix(Infinity, 1), false],
    ["int8: no number", "int8", matrix(NaN, 1), false],
    ["int8: zeros", "int8", matrix(0), true],
    [
      "int8: a channel of zeros",
      "int8",
      Float32Array.from({ length: 512 }, (_, i) => i % 16),
      true,
    ],
    ["int8: a scale below the smallest normal", "int8", matrix(1e-37), false],
  ])("%s", async (_title, form, values, stored) => {
    const graph = reading(product, [32, 16], values);
    const compressed = compressWeights(graph, form);
    expect(compressed.initializers.has("w")).toBe(!stored);
    if (!stored) return;
    // Products with the unit vectors are the weights themselves.
    const x = tensor(
      "float32",
      [2, 32],
      Float32Array.from({ length: 64 }, (_, i) => +(i === 0 || i === 33)),
    );
    const [before, after] = [await run(graph, { x }), await run(compressed, { x })];
    const [a, b] = [before.y!.data as Float32Array, after.y!.data as Float32Array];
    const largest = Math.max(...a.map(Math.abs));
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(largest / 253));
  });
});

describe("a graph with its weights in another form", () => {
  const graph = () => {
    const s = new Sketch();
    const x = s.input("x", ["batch", 16]);
    const w = s.weights("dense/kernel", 16, 16);
    const [hidden] = s.builder.node(
      "MatMul",
      [x, w],
      [{ dtype: "float32", shape: ["batch", 16] }],
      {},
      "dense",
    );
    const [y] = s.builder.node(
      "MatMul",
      [hidden!, w],
      [{ dtype: "float32", shape: ["batch", 16] }],
      {},
      "dense",
    );
    return s.build(y!);
  };

  it("has one node for each weight, before its first reader and in its scope", () => {
    expect(dump(compressWeights(graph(), "fp16"))).toBe(`\
graph g
input x: float32[batch,16]
const dense/kernel_fp16: float16[16,16]
dense/Cast: Cast(dense/kernel_fp16) {to=1} -> dense/kernel float32[16,16]
dense/MatMul: MatMul(x, dense/kernel) -> dense/MatMul_out float32[batch,16]
dense/MatMul_1: MatMul(dense/MatMul_out, dense/kernel) -> dense/MatMul_1_out float32[batch,16]
output/y: Identity(dense/MatMul_1_out) -> y float32[batch,16]
output y: float32[batch,16]
`);
    expect(dump(compressWeights(graph(), "int8"))).toContain(`\
const dense/kernel_int8: int8[16,16]
const dense/kernel_scale: float32[16]
dense/DequantizeLinear: DequantizeLinear(dense/kernel_int8, dense/kernel_scale) {axis=1} -> dense/kernel float32[16,16]
`);
  });

  it("keeps clear of names that are taken", () => {
    const s = new Sketch();
    const x = s.input("w_int8", [2, 32]);
    const w = s.weights("w", 32, 16);
    const scale = s.weights("w_scale", 2, 16);
    const graph = s.build(s.node("Add", [s.node("MatMul", [x, w], [2, 16]), scale], [2, 16]));
    const compressed = compressWeights(graph, "int8");
    expect(findProblems(compressed)).toEqual([]);
    expect([...compressed.initializers.keys()]).toEqual(["w_int8_1", "w_scale_1", "w_scale"]);
  });

  it("still gives a weight that is an output", async () => {
    const s = new Sketch();
    const w = s.weights("w", 32, 16);
    const y = s.node("MatMul", [s.input("x", [2, 32]), w], [2, 16]);
    const built = s.build(y);
    const graph = {
      ...built,
      outputs: [...built.outputs, { name: "w", dtype: "float32" as const, shape: [32, 16] }],
    };
    const compressed = compressWeights(graph, "int8");
    expect(findProblems(compressed)).toEqual([]);
    const feeds = sampleFeeds(graph);
    expect(maxDifference(await run(graph, feeds), await run(compressed, feeds))).toBeLessThan(0.02);
  });

  it("is the graph itself as fp32", () => {
    const same = graph();
    expect(compressWeights(same, "fp32")).toBe(same);
  });

  it("is refused for another form", () => {
    expect(() => compressWeights(graph(), "int4" as WeightForm)).toThrow(
      new RangeError('Unsupported form of weights: "int4". Should be one of: fp32, fp16, int8'),
    );
  });
});
