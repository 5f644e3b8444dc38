import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { encodeModel, findProblems, type Graph, optimize, type TensorData } from "../../src/graph/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { type TracedFunction, traceFunction, type TraceTarget } from "../../src/trace/mod.ts";
import { prepareTfjs } from "../../src/train/mod.ts";
import { type Input, tensorOf } from "./_inputs.ts";

prepareTfjs();

/** A function of tensors. */
export type Compute = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** What tfjs's cpu backend makes of a function, and the kernels that it called. */
export interface Expected {
  readonly outputs: TensorData[];
  readonly kernels: ReadonlySet<string>;
}

/** Runs `compute` on tfjs's own cpu backend, which knows nothing of this project. */
export function expectedOf(compute: Compute, inputs: readonly Input[]): Expected {
  const engine = tf.engine();
  const kernels = new Set<string>();
  const runKernel = engine.runKernel;
  engine.runKernel = function (name, ...rest) {
    kernels.add(name);
    return runKernel.call(engine, name, ...rest) as never;
  };
  try {
    expect(tf.getBackend()).toBe("cpu");
    const outputs: TensorData[] = [];
    tf.tidy(() => {
      for (const tensor of compute(...inputs.map(tensorOf))) {
        outputs.push({
          dtype: tensor.dtype as "float32",
          shape: tensor.shape,
          data: tensor.dataSync<"float32">().slice(),
        });
      }
    });
    return { outputs, kernels };
  } finally {
    engine.runKernel = runKernel;
  }
}

/** The same function as a graph. */
export function traceOf(
  compute: Compute,
  inputs: readonly Input[],
  target: TraceTarget,
): TracedFunction {
  return traceFunction(
    (...tensors) => Object.fromEntries(compute(...tensors).map((output, i) => [`y${i}`, output])),
    inputs.map(({ shape, dtype }, i) => ({ name: `x${i}`, shape, dtype })),
    { target },
  );
}

/** Fails unless ONNX Runtime gives `expected` for the graph as traced and as optimized, each with ORT's own optimizations off and on. */
export async function expectGraph(
  { graph }: TracedFunction,
  inputs: readonly Input[],
  expected: readonly TensorData[],
  tolerance: number,
): Promise<void> {
  const feeds = tf.tidy(() =>
    Object.fromEntries(inputs.map((input, i) => {
      const { dtype, shape } = input;
      const data = tensorOf(input, i).dataSync<"float32">().slice();
      return [`x${i}`, { dtype, shape, data: storage(dtype, data) } as TensorData];
    }))
  );
  const versions: [string, Graph][] = [["traced", graph], ["optimized", optimize(graph).graph]];
  for (const [version, candidate] of versions) {
    expect(findProblems(candidate), version).toEqual([]);
    for (const optimization of ["disabled", "all"] as const) {
      const session = await createSession(encodeModel(candidate), { optimization, threads: 1 });
      const results = await session.run(feeds);
      await session.release();
      expected.forEach((wanted, i) => {
        expectClose(results[`y${i}`]!, wanted, tolerance, `${version}, ORT ${optimization}, ${i}`);
      });
    }
  }
}

/** Fails unless dtype and shape are equal and every value is within `tolerance`, relative above 1; NaN equals NaN. */
export function expectClose(
  actual: TensorData,
  expected: TensorData,
  tolerance: number,
  where: string,
): void {
  expect([actual.dtype, actual.shape], where).toEqual([expected.dtype, expected.shape]);
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [Number(actual.data[i]), Number(expected.data[i])];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
    if (!(difference <= tolerance)) {
      expect.fail(`${where}: element ${i} is ${a}, tfjs has ${b} (difference ${difference})`);
    }
  }
}

function storage(dtype: string, data: ArrayLike<number>) {
  if (dtype === "float32") return Float32Array.from(data);
  return dtype === "int32" ? Int32Array.from(data) : Uint8Array.from(data);
}
