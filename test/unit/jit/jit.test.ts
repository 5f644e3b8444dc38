import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { jit, type Nested } from "../../../src/jit/mod.ts";
import { learningRateOf, TraceError } from "../../../src/trace/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

beforeAll(prepareTfjs);

function values(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()];
}

describe("jit() gives what the function gives", () => {
  const a = () => tf.tensor2d([[1, -2], [3, 4]]);
  const b = () => tf.tensor2d([[0.5, 1], [-1, 2]]);

  const cases: [string, (a: tf.Tensor, b: tf.Tensor) => Nested][] = [
    ["a tensor", (a, b) => tf.relu(tf.matMul(a, b))],
    ["an array", (a, b) => [tf.add(a, b), tf.sum(a)]],
    ["a record", (a, b) => ({ sum: tf.add(a, b), inner: { max: tf.max(b), same: a } })],
    ["one result twice", (a) => {
      const result = tf.exp(a);
      return [result, result];
    }],
    ["null and undefined", (a) => [tf.neg(a), null, undefined]],
    ["bool and int32", (a, b) => [tf.greater(a, b), tf.argMax(a, 1)]],
  ];

  it.each(cases)("for %s", (_title, fn) => {
    const expected = fn(a(), b());
    const compiled = jit(fn);
    for (let call = 0; call < 2; call++) {
      const result = compiled(a(), b());
      expect(describeNested(result)).toEqual(describeNested(expected));
    }
    expect(compiled.numCompiled).toBe(1);
    compiled.dispose();
  });

  // For one image the filter's gradient is a convolution without groups, with a filter of the image's size.
  it.each([1, 2])("for a gradient by filters whose channels lie in blocks, batch %i", (batch) => {
    const filters = (seed: number) =>
      tf.randomNormal<tf.Rank.R4>([3, 3, 16, 16], 0, 0.1, "float32", seed);
    const inputs = [tf.randomNormal([batch, 8, 8, 16], 0, 1, "float32", 1), filters(2), filters(3)];
    const fn = (...[x, v, w]: tf.Tensor[]) =>
      tf.grads((v: tf.Tensor, w: tf.Tensor) => {
        const first = tf.relu(tf.conv2d(x as tf.Tensor4D, v as tf.Tensor4D, 1, "same"));
        const pooled = tf.maxPool(first as tf.Tensor4D, 2, 2, "valid");
        return tf.sum(tf.square(tf.conv2d(pooled, w as tf.Tensor4D, 1, "valid")));
      })([v!, w!]);
    const compiled = jit(fn);
    const results = compiled(...inputs) as tf.Tensor[];
    fn(...inputs).forEach((expected, i) => {
      const largest = tf.max(tf.abs(expected)).dataSync()[0]!;
      const difference = tf.max(tf.abs(tf.sub(expected, results[i]!))).dataSync()[0]!;
      expect(difference).toBeLessThan(1e-5 * largest);
    });
    compiled.dispose();
  });

  it("compiles again for other shapes only", () => {
    const double = jit((x: tf.Tensor) => tf.mul(x, 2));
    expect(values(double(tf.tensor1d([1, 2])))).toEqual([2, 4]);
    expect(values(double(tf.tensor1d([3, 4])))).toEqual([6, 8]);
    expect(values(double(tf.tensor1d([5])))).toEqual([10]);
    expect(double.numCompiled).toBe(2);
    double.dispose();
  });
});

describe("jit() and variables", () => {
  it.each(["sgd", "momentum", "rmsprop", "adagrad", "adadelta", "adam", "adamax"] as const)(
    "an own loop with %s ends with the weights of tfjs",
    (name) => {
      const train = (compiled: boolean) => {
        const weights = tf.variable(tf.tensor2d([[0.5], [-0.25]]));
        const optimizer = name === "momentum" ? tf.train.momentum(0.05, 0.9) : tf.train[name](0.05);
        const step = (x: tf.Tensor, y: tf.Tensor) =>
          optimizer.minimize(
            () =>
              tf.mean(
                tf.square(tf.sub(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D), y)),
              ) as tf.Scalar,
            true,
            [weights],
          )!;
        const run = compiled ? jit(step, { learningRate: learningRateOf(optimizer) }) : step;
        const losses: number[] = [];
        for (let i = 0; i < 6; i++) {
          if (i === 3) learningRateOf(optimizer).set(0.01);
          const x = tf.tensor2d([[1, i], [2, 1], [i, 3]]);
          losses.push(values(run(x, tf.tensor2d([[1], [2], [3]])))[0]!);
        }
        return [...losses, ...values(weights)];
      };
      const expected = train(false);
      train(true).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    },
  );

  it("clips gradients by their global norm", () => {
    const w = tf.variable(tf.tensor1d([3, 4]));
    const step = jit((x: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.mul(tf.square(w), x)) as tf.Scalar,
        [w],
      );
      const norm = tf.sqrt(tf.sum(tf.square(grads[w.name]!)));
      w.assign(tf.sub(w, tf.div(grads[w.name]!, tf.maximum(norm, 1))));
      return value;
    });
    // Gradient (6, 8), norm 10: one step of length 1 along it.
    expect(values(step(tf.tensor1d([1, 1])))).toEqual([25]);
    expect(values(w)[0]).toBeCloseTo(2.4, 6);
    expect(values(w)[1]).toBeCloseTo(3.2, 6);
  });
});

describe("jit() refuses", () => {
  it("a function that reads values", () => {
    const compiled = jit((x: tf.Tensor) => tf.mul(x, x.dataSync()[0]!));
    expect(() => compiled(tf.tensor1d([1]))).toThrow(TraceError);
    expect(() => compiled(tf.tensor1d([1]))).toThrow(/reading a tensor's values/);
    expect(compiled.numCompiled).toBe(0);
  });

  it("results that are no tensors", () => {
    const compiled = jit(() => new Date() as unknown as tf.Tensor);
    expect(() => compiled()).toThrow(/expected tensors, or arrays and records of them/);
  });
});

function describeNested(node: Nested): unknown {
  if (node instanceof tf.Tensor) {
    return { shape: node.shape, dtype: node.dtype, values: values(node) };
  }
  if (Array.isArray(node)) return node.map(describeNested);
  if (node === null || node === undefined) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [key, describeNested(child)]),
  );
}
