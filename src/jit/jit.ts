import * as tf from "@tensorflow/tfjs-core";
import type { TensorData } from "../graph/mod.ts";
import { fillRandom } from "../random/mod.ts";
import { createSessionSync, encodeFor, type Session } from "../runtime/mod.ts";
import {
  LEARNING_RATE,
  type LearningRate,
  type TracedFunction,
  tracedType,
  traceFunction,
  withLearningRate,
} from "../trace/mod.ts";
import { flatten, type Nested, type Structure, unflatten } from "./_structure.ts";

/** Options of {@linkcode jit}. */
export interface JitOptions {
  /**
   * The learning rate of the optimizer that the function uses. With it the rate is read at each call and may
   * change; without it the function keeps the rate of its first call.
   */
  readonly learningRate?: LearningRate;
  /** Seeds what is random in the function (dropout). @default {0} */
  readonly seed?: number;
}

/** A function that {@linkcode jit} compiled. */
export type Jitted<A extends tf.Tensor[], R extends Nested> = ((...inputs: A) => R) & {
  /** Shapes and dtypes of inputs that were compiled so far. */
  readonly numCompiled: number;
  /** Frees the sessions. A later call compiles again. */
  dispose(): void;
};

/** What a call needs; not the trace's graph, which holds all constants. */
interface Compiled extends Pick<TracedFunction, "inputs" | "outputs" | "state" | "randoms"> {
  readonly session: Session;
  readonly structure: Structure;
  readonly masks: Record<string, TensorData<"float32">>;
}

/**
 * Compiles a function of tensors: its first call with tensors of new shapes traces it into a graph, which ONNX
 * Runtime runs from then on. Variables that it reads and assigns stay tfjs's: they hold their new values after each
 * call, so that an own training loop (`optimizer.minimize`, `variableGrads`, clipping) needs no change but this.
 *
 * `fn` runs once for each set of shapes: what it does beside tensors (printing, counting) happens then only, and it must not
 * read values. Its results are tensors, or arrays and records of them; `null` and `undefined` pass.
 *
 * @throws {TraceError} At a call, for kernels without translator and functions that read values.
 *
 * @example Fit a line
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { jit } from "./mod.ts";
 *
 * const slope = tf.variable(tf.scalar(0));
 * const optimizer = tf.train.sgd(0.1);
 * const step = jit((x: tf.Tensor, y: tf.Tensor) =>
 *   optimizer.minimize(() => tf.mean(tf.square(tf.sub(tf.mul(x, slope), y))) as tf.Scalar, true)!
 * );
 * for (let i = 0; i < 50; i++) step(tf.tensor1d([1, 2, 3]), tf.tensor1d([2, 4, 6])).dispose();
 * if (Math.abs(slope.dataSync()[0]! - 2) > 1e-3) throw new Error("The slope should be 2");
 * ```
 */
export function jit<A extends tf.Tensor[], R extends Nested>(
  fn: (...inputs: A) => R,
  options: JitOptions = {},
): Jitted<A, R> {
  const cache = new Map<string, Compiled>();
  let step = 0;

  function call(...inputs: A): R {
    const key = inputs.map(({ shape, dtype }) => `${dtype}[${shape}]`).join();
    let compiled = cache.get(key);
    if (compiled === undefined) cache.set(key, compiled = compile(fn, inputs, options));
    return run(compiled, inputs, options, step++) as R;
  }
  return Object.defineProperties(call as Jitted<A, R>, {
    numCompiled: { get: () => cache.size },
    dispose: {
      value: () => {
        for (const { session } of cache.values()) void session.release();
        cache.clear();
      },
    },
  });
}

function compile<A extends tf.Tensor[]>(
  fn: (...inputs: A) => Nested,
  inputs: A,
  { learningRate }: JitOptions,
): Compiled {
  let structure: Structure = null;
  const flat = (...tensors: tf.Tensor[]) => {
    const { leaves, structure: found } = flatten(fn(...tensors as A));
    structure = found;
    return leaves;
  };
  const specs = inputs.map(({ shape, dtype }, i) => ({
    name: `input_${i}`,
    shape,
    dtype: tracedType(dtype),
  }));
  const trace = () => traceFunction(flat, specs, { name: fn.name || "jit", reorder: true });
  const traced = learningRate === undefined ? trace() : withLearningRate(learningRate, trace);
  const session = createSessionSync(encodeFor(traced.graph, "cpu"));
  const { inputs: names, outputs, state, randoms } = traced;
  const masks = Object.fromEntries(randoms.map(({ name, shape }) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return [name, { dtype: "float32", shape, data: new Float32Array(size) } as const];
  }));
  return { session, inputs: names, outputs, state, randoms, structure, masks };
}

function run(
  { session, inputs: names, outputs, state, randoms, structure, masks }: Compiled,
  inputs: readonly tf.Tensor[],
  { learningRate, seed = 0 }: JitOptions,
  step: number,
): Nested {
  const feeds: Record<string, TensorData> = { ...masks };
  randoms.forEach(({ name, distribution }, i) =>
    fillRandom(masks[name]!.data, distribution, seed, step, i)
  );
  names.forEach((name, i) => feeds[name] = valuesOf(inputs[i]!));
  for (const { input, variable } of state) feeds[input] = valuesOf(variable);
  if (learningRate !== undefined) {
    feeds[LEARNING_RATE] = {
      dtype: "float32",
      shape: [],
      data: Float32Array.of(learningRate.get()),
    };
  }
  const results = session.runSync(feeds);
  for (const { variable, output } of state) {
    if (output === undefined) continue;
    const value = toTensor(results[output]!);
    variable.assign(value);
    value.dispose();
  }
  return unflatten(structure, (name) => toTensor(results[outputs[name]!]!));
}

function valuesOf(tensor: tf.Tensor): TensorData {
  const { shape } = tensor;
  return { dtype: tracedType(tensor.dtype), shape, data: tensor.dataSync() } as TensorData;
}

function toTensor({ dtype, shape, data }: TensorData): tf.Tensor {
  return tf.tensor(data as Float32Array, [...shape], dtype as "float32");
}
