import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { encodeModel, type Graph, optimize, tensor } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { TraceError, traceFunction, withDynamicBatch } from "../../../src/trace/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

type Compute = (x: tf.Tensor) => tf.Tensor;

function traceAnyBatch(compute: Compute, rest: readonly number[]): Graph {
  return withDynamicBatch((batch) =>
    traceFunction((x) => ({ y: compute(x!) }), [
      { name: "x", shape: [batch, ...rest], dtype: "float32" },
    ])
  ).graph;
}

async function run(graph: Graph, shape: number[], values: Float32Array) {
  const session = await createSession(encodeModel(optimize(graph).graph));
  const { y } = await session.run({ x: tensor("float32", shape, values) });
  await session.release();
  return y!;
}

const batchOf = (x: tf.Tensor) => x.shape[0]!;

describe("a graph for any batch", () => {
  it.each<[string, number[], Compute]>([
    ["a state of zeros", [3], (x) => tf.add(tf.mul(tf.zeros([batchOf(x), 3]), x), 1)],
    ["large constants of one value", [300], (x) => tf.add(x, tf.fill([batchOf(x), 300], 0.5))],
    ["a reshape that keeps the batch", [2, 3], (x) => tf.reshape(x, [batchOf(x), 6])],
    ["a reshape into the batch", [4, 3], (x) => tf.reshape(x, [batchOf(x) * 4, 3])],
    ["a reshape with two sizes of the batch", [2], (x) => {
      const pairs = tf.matMul(x, x, false, true);
      return tf.reshape(pairs, [batchOf(x), 1, batchOf(x)]);
    }],
    ["a tile of the batch", [3], (x) => tf.tile(tf.sum(x, 0, true), [batchOf(x), 1])],
    ["a slice to the end of the batch", [3], (x) => tf.slice(x, [0, 1], [batchOf(x), 2])],
    [
      "a slice that leaves one out",
      [3],
      (x) => tf.slice(tf.concat([x, x]), [0, 0], [batchOf(x) + 1, 3]),
    ],
    ["a sum over the batch", [3], (x) => tf.sum(x, 0)],
    [
      "an image of NCHW order",
      [4, 4, 3],
      (x) => tf.conv2d(x as tf.Tensor4D, tf.ones([2, 2, 3, 2]) as tf.Tensor4D, 1, "same"),
    ],
  ])("%s", async (_title, rest, compute) => {
    const graph = traceAnyBatch(compute, rest);
    for (const batch of [1, 2, 7, 64]) {
      const shape = [batch, ...rest];
      const x = tf.randomUniform(shape, -1, 1, "float32", "batch");
      const expected = compute(x);
      const y = await run(graph, shape, x.dataSync<"float32">());
      expect(y.shape).toEqual(expected.shape);
      expected.dataSync().forEach((value, i) => expect(Number(y.data[i])).toBeCloseTo(value, 4));
    }
  });

  it.each<[string, Compute, RegExp]>([
    ["divides by the batch", (x) => tf.div(tf.sum(x, 0), batchOf(x)), /depend on the batch size/],
    [
      "counts the batch",
      (x) => tf.mul(x, tf.reshape(tf.range(0, batchOf(x)), [-1, 1])),
      /depend on the batch size/,
    ],
    [
      "takes the batch apart",
      (x) => tf.addN(tf.split(x, batchOf(x))),
      /operations depend on the batch size/,
    ],
    [
      "halves the batch",
      (x) => tf.slice(x, [0, 0], [Math.floor(batchOf(x) / 2), 3]),
      /Cannot export|depend on the batch size/,
    ],
  ])("is refused for a function that %s", (_title, compute, message) => {
    let error: unknown;
    try {
      traceAnyBatch(compute, [3]);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TraceError);
    expect((error as TraceError).message).toMatch(message);
    expect((error as TraceError).offenders.length).toBeGreaterThan(0);
  });

  it("is wrong for a function that branches on the batch: only comparing values tells", async () => {
    const compute: Compute = (x) => tf.mul(x, batchOf(x) > 8 ? 2 : 3);
    const graph = traceAnyBatch(compute, [1]);
    const y = await run(graph, [1, 1], Float32Array.of(1));
    expect(y.data[0]).toBe(2);
    expect(compute(tf.ones([1, 1])).dataSync()[0]).toBe(3);
  });
});
