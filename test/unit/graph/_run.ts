import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import {
  encodeModel,
  findProblems,
  type Graph,
  type Storage,
  tensor,
  type TensorData,
} from "../../../src/graph/mod.ts";

/** Inputs for a graph: symbols are 3, floats lie in [-1, 1), integers in [0, 3); the same every time. */
export function sampleFeeds(graph: Graph, seed = 1): Record<string, TensorData> {
  let state = seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Object.fromEntries(graph.inputs.map(({ name, dtype, shape }) => {
    const sizes = shape.map((dim) => typeof dim === "number" ? dim : 3);
    const count = sizes.reduce((a, b) => a * b, 1);
    const values = Array.from(
      { length: count },
      () =>
        dtype.startsWith("float")
          ? random() * 2 - 1
          : Math.floor(random() * (dtype === "bool" ? 2 : 3)),
    );
    return [name, tensor(dtype, sizes, values)];
  }));
}

/** Runs a graph on ONNX Runtime, whose own optimisations are off. */
export async function run(
  graph: Graph,
  feeds: Readonly<Record<string, TensorData>>,
): Promise<Record<string, TensorData>> {
  const session = await InferenceSession.create(encodeModel(graph), {
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 3,
  });
  try {
    const inputs = Object.entries(feeds).map(([name, { dtype, data, shape }]) =>
      [name, new Tensor(dtype, data as Float32Array, shape)] as const
    );
    const outputs = await session.run(Object.fromEntries(inputs));
    return Object.fromEntries(
      graph.outputs.map(({ name, dtype }) => {
        const { data, dims } = outputs[name]!;
        return [name, { dtype, shape: dims, data: data as Storage } as TensorData];
      }),
    );
  } finally {
    await session.release();
  }
}

/** The largest difference between two runs, relative where the numbers are large. */
export function maxDifference(
  a: Readonly<Record<string, TensorData>>,
  b: Readonly<Record<string, TensorData>>,
): number {
  expect(Object.keys(b)).toEqual(Object.keys(a));
  let largest = 0;
  for (const [name, left] of Object.entries(a)) {
    const right = b[name]!;
    expect([right.dtype, right.shape], name).toEqual([left.dtype, left.shape]);
    for (let i = 0; i < left.data.length; i++) {
      const [x, y] = [Number(left.data[i]), Number(right.data[i])];
      if (Object.is(x, y) || x === y) continue;
      largest = Math.max(largest, Math.abs(x - y) / Math.max(1, Math.abs(x)));
      if (Number.isNaN(x) !== Number.isNaN(y)) return Infinity;
    }
  }
  return largest;
}

/** Fails unless a pass left a valid graph that computes the same on ONNX Runtime. */
export async function expectSame(before: Graph, after: Graph, tolerance = 1e-6): Promise<void> {
  expect(findProblems(before)).toEqual([]);
  expect(findProblems(after)).toEqual([]);
  expect(after.inputs).toEqual(before.inputs);
  expect(after.outputs).toEqual(before.outputs);
  const feeds = sampleFeeds(before);
  const difference = maxDifference(await run(before, feeds), await run(after, feeds));
  expect(difference).toBeLessThanOrEqual(tolerance);
}
