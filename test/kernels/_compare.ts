import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import {
  encodeModel,
  findProblems,
  type Graph,
  optimize,
  tensor,
  type TensorData,
} from "../../src/graph/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { type TracedFunction, traceFunction, type TraceOptions } from "../../src/trace/mod.ts";
import { prepareTfjs } from "../../src/train/mod.ts";
import { type Input, tensorOf, valuesOf } from "./_inputs.ts";

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
  options: TraceOptions,
): TracedFunction {
  return traceFunction(
    (...tensors) => Object.fromEntries(compute(...tensors).map((output, i) => [`y${i}`, output])),
    inputs.map(({ shape, dtype }, i) => ({ name: `x${i}`, shape, dtype })),
    options,
  );
}

/** Fails unless ONNX Runtime gives `expected` for the graph as traced and as optimized, each with ORT's own optimizations off and on. */
export async function expectGraph(
  { graph }: TracedFunction,
  inputs: readonly Input[],
  expected: readonly TensorData[],
  { tolerance, relative = false }: Closeness,
): Promise<void> {
  const feeds = Object.fromEntries(
    inputs.map((input, i) => [`x${i}`, tensor(input.dtype, input.shape, valuesOf(input, i))]),
  );
  const versions: [string, Graph][] = [["traced", graph], ["optimized", optimize(graph).graph]];
  for (const [version, candidate] of versions) {
    expect(findProblems(candidate), version).toEqual([]);
    for (const optimization of ["disabled", "all"] as const) {
      const session = await createSession(encodeModel(candidate), { optimization, threads: 1 });
      const results = await session.run(feeds);
      await session.release();
      expected.forEach((wanted, i) => {
        const where = `${version}, ORT ${optimization}, output ${i}`;
        expectClose(results[`y${i}`]!, wanted, { tolerance, relative }, where);
      });
    }
  }
}

/** How close is close enough. */
export interface Closeness {
  /** Largest difference: absolute below 1, relative above. */
  readonly tolerance: number;
  /** Whether it is relative below 1 too. @default {false} */
  readonly relative?: boolean;
}

/** Fails unless dtype and shape are equal and every value is close; NaN equals NaN. */
export function expectClose(
  actual: TensorData,
  expected: TensorData,
  { tolerance, relative = false }: Closeness,
  where: string,
): void {
  expect([actual.dtype, actual.shape], where).toEqual([expected.dtype, expected.shape]);
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [Number(actual.data[i]), Number(expected.data[i])];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b) / Math.max(relative ? 0 : 1, Math.abs(b));
    if (!(difference <= tolerance)) {
      expect.fail(`${where}: element ${i} is ${a}, tfjs has ${b} (difference ${difference})`);
    }
  }
}
