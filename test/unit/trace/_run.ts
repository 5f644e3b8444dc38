import type * as tf from "@tensorflow/tfjs";
import { encodeModel, optimize, type TensorData } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { type TracedFunction, traceFunction } from "../../../src/trace/mod.ts";

/** Traces a function of float32 tensors, `x0`, `x1` ..., with one result, `y`. */
export function traceOf(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
  shapes: readonly (readonly number[])[],
): TracedFunction {
  return traceFunction(
    (...inputs) => ({ y: compute(...inputs) }),
    shapes.map((shape, i) => ({ name: `x${i}`, shape, dtype: "float32" })),
    { variables: "constants" },
  );
}

/** Runs a trace of {@linkcode traceOf} on ONNX Runtime. */
export async function run(
  { graph, inputs, randoms }: TracedFunction,
  values: readonly Float32Array[],
  noise: readonly Float32Array[] = [],
): Promise<TensorData> {
  const session = await createSession(encodeModel(optimize(graph).graph), { threads: 1 });
  const names = [...inputs, ...randoms.map(({ name }) => name)];
  const feeds = Object.fromEntries([...values, ...noise].map((data, i) => {
    const { shape } = graph.inputs.find(({ name }) => name === names[i])!;
    return [names[i]!, { dtype: "float32", shape, data } as TensorData];
  }));
  const results = await session.run(feeds);
  await session.release();
  return results["y"]!;
}

/** Values of a tensor, which is then disposed. */
export function take(tensor: tf.Tensor): Float32Array {
  const values = tensor.dataSync<"float32">().slice();
  tensor.dispose();
  return values;
}

/** Largest difference of two arrays, relative above 1. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce(
    (largest, value, i) =>
      Math.max(largest, Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!))),
    0,
  );
}
