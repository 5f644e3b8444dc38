import process from "node:process";
import { describe, expect, it } from "vitest";
import {
  countByType,
  dump,
  encodeModel,
  findProblems,
  type Graph,
  optimize,
  PASSES,
  type PassName,
} from "../../../src/graph/mod.ts";
import { checkModels, itChecks } from "../../_checker.ts";
import { Sketch } from "./_build.ts";
import { tracedLenet } from "./_lenet.ts";
import { randomGraph } from "./_random.ts";
import { expectSame } from "./_run.ts";

const opTypes = (graph: Graph) => graph.nodes.map((node) => node.opType).join(" ");

describe("a traced LeNet", () => {
  it.each(["batch", 3])("becomes as clean as PyTorch's with batch %s", async (batch) => {
    const graph = tracedLenet(batch);
    const { graph: after } = optimize(graph);
    expect(opTypes(after)).toBe(
      "Reshape Conv Relu MaxPool Conv Relu MaxPool Flatten Gemm Relu Gemm Relu Gemm Softmax",
    );
    await expectSame(graph, after);
    await expect(dump(after)).toMatchFileSnapshot(`../../golden/graph/lenet_${batch}.txt`);
  });

  it("comes with its node counts", () => {
    const { before, after } = optimize(tracedLenet());
    expect(before).toEqual(countByType(tracedLenet()));
    expect(before).toMatchObject({ Reshape: 12, MatMul: 3, Identity: 1 });
    expect(Object.entries(after)).toEqual([
      ["Conv", 2],
      ["Flatten", 1],
      ["Gemm", 3],
      ["MaxPool", 2],
      ["Relu", 4],
      ["Reshape", 1],
      ["Softmax", 1],
    ]);
  });

  it.each(Object.keys(PASSES) as PassName[])("is right without %s", async (name) => {
    const graph = tracedLenet();
    const { graph: after } = optimize(graph, { disable: [name] });
    await expectSame(graph, after);
  });

  it("is given back as it is without any pass", () => {
    const graph = tracedLenet();
    const disable = Object.keys(PASSES) as PassName[];
    expect(optimize(graph, { disable }).graph).toBe(graph);
  });

  it("does not change a second time", () => {
    const { graph } = optimize(tracedLenet());
    expect(optimize(graph).graph).toBe(graph);
  });
});

describe("random graphs", () => {
  it.each(Array.from({ length: 80 }, (_, seed) => seed))("%d compute the same", async (seed) => {
    const graph = randomGraph(seed);
    await expectSame(graph, optimize(graph).graph, 1e-5);
  });

  it.each(Object.keys(PASSES) as PassName[])("compute the same behind %s alone", async (name) => {
    let changed = 0;
    for (let seed = 100; seed < 140; seed++) {
      const graph = randomGraph(seed);
      const after = PASSES[name](graph);
      if (after === graph) continue;
      changed++;
      await expectSame(graph, after, 1e-5);
    }
    expect(changed).toBeGreaterThan(0);
  });
});

describe("disable", () => {
  it.each(Object.keys(PASSES) as PassName[])("switches %s off", (name) => {
    const differs = Array.from({ length: 200 }, (_, seed) => randomGraph(seed)).some((graph) =>
      dump(optimize(graph, { disable: [name] }).graph) !== dump(optimize(graph).graph)
    );
    expect(differs).toBe(true);
  });
});

/** A graph like that of a training step: weights are inputs, their new values outputs. */
function trainingStep(numLayers: number): Graph {
  const s = new Sketch();
  const rate = s.input("rate", []);
  const weights = Array.from({ length: numLayers }, (_, i) => s.input(`w${i}`, [8, 8]));
  const lift = (x: string) => s.node("Reshape", [x, s.sizes(1, 8, 8)], [1, 8, 8]);
  const swap = (x: string) => s.node("Transpose", [x], [1, 8, 8], { perm: [0, 2, 1] });
  const product = (a: string, b: string) =>
    s.node("Reshape", [s.node("MatMul", [a, b], [1, 8, 8]), s.sizes(8, 8)], [8, 8]);
  const activations = [s.input("x", [8, 8])];
  for (const w of weights) {
    const y = product(lift(activations.at(-1)!), lift(w));
    activations.push(s.node("Tanh", [s.node("Mul", [y, s.value(1)], [8, 8])], [8, 8]));
  }
  let dy = activations.at(-1)!;
  const updated: string[] = [];
  for (let i = numLayers - 1; i >= 0; i--) {
    const square = s.node("Mul", [activations[i + 1]!, activations[i + 1]!], [8, 8]);
    const slope = s.node("Sub", [s.value(1), square], [8, 8]);
    const dz = s.node("Mul", [dy, slope], [8, 8]);
    const dw = product(swap(lift(activations[i]!)), lift(dz));
    dy = product(lift(dz), swap(lift(weights[i]!)));
    const step = s.node("Mul", [dw, rate], [8, 8]);
    updated.push(s.node("Sub", [weights[i]!, step], [8, 8]));
  }
  return s.build(...updated, activations.at(-1)!);
}

describe("a training step", () => {
  it("computes the same, with its transposes inside the products", async () => {
    const graph = trainingStep(3);
    const { graph: after } = optimize(graph);
    expect(countByType(after)).toEqual({ Gemm: 5, MatMul: 3, Mul: 9, Sub: 6, Tanh: 3 });
    await expectSame(graph, after);
  });

  it("of 1000 nodes takes less than 100 ms of processor time", () => {
    const graph = trainingStep(46);
    expect(graph.nodes.length).toBeGreaterThan(1000);
    // Not the clock's time, which says more about what else the machine does.
    const times = Array.from({ length: 10 }, () => {
      const start = process.cpuUsage();
      optimize(graph);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe("graphs of unknown shapes", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("%d compute the same", async (seed) => {
    const graph = { ...randomGraph(200 + seed), values: new Map() };
    await expectSame(graph, optimize(graph).graph, 1e-5);
  });
});

itChecks("ONNX's checker takes what the passes leave", async () => {
  const graphs = {
    lenet: tracedLenet(),
    training: trainingStep(2),
    ...Object.fromEntries(
      Array.from({ length: 20 }, (_, seed) => [`random ${seed}`, randomGraph(seed)]),
    ),
  };
  const optimized = Object.entries(graphs).map(([name, graph]) => {
    const after = optimize(graph).graph;
    expect(findProblems(after)).toEqual([]);
    return [name, encodeModel(after, { valueInfo: true })] as const;
  });
  expect(await checkModels(Object.fromEntries(optimized))).toEqual({});
});
