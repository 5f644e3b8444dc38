import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { prepareTfjs } from "../../../src/train/mod.ts";
import { largestDifference, run, take, traceOf } from "./_run.ts";
import { generator } from "./zoo/mod.ts";

prepareTfjs();

function uniform(seed: number, shape: number[]): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random() * 2 - 1);
}

/** The gradient by `x` of what `f` makes of it, for the result's gradient `dy`. */
const gradient = (f: (x: tf.Tensor4D) => tf.Tensor) => (x: tf.Tensor, dy: tf.Tensor) =>
  tf.grad((input: tf.Tensor) => tf.sum(tf.mul(f(input as tf.Tensor4D), dy)))(x);

/** What tfjs's cpu backend computes wrongly, against other operations of tfjs that compute the same. */
describe("where tfjs's cpu backend is wrong, a trace is right", () => {
  it("in the gradient of nearest-neighbour resizing beyond one image", async () => {
    const [shape, larger] = [[2, 3, 4, 2], [2, 6, 12, 2]] as const;
    const [x, dy] = [uniform(1, [...shape]), uniform(2, [...larger])];
    const resized = gradient((image) => tf.image.resizeNearestNeighbor(image, [6, 12]));
    const y = await run(traceOf(resized, [shape, larger]), [x, dy]);
    // Each pixel's gradient is the sum over its 2x3 copies.
    const expected = tf.tidy(() =>
      tf.sum(tf.sum(tf.reshape(tf.tensor(dy), [6, 2, 4, 6]), 1).reshape([6, 4, 3, 2]), 2)
    );
    expect(largestDifference(y.data as Float32Array, take(expected))).toBeLessThan(1e-6);
    const wrong = tf.tidy(() => resized(tf.tensor(x, [...shape]), tf.tensor(dy, [...larger])));
    expect(largestDifference(take(wrong), y.data as Float32Array)).not.toBeLessThan(0.1);
  });

  it("in the shape of the gradient of bilinear resizing", async () => {
    const [shape, larger] = [[1, 3, 5, 2], [1, 6, 10, 2]] as const;
    const resize = (image: tf.Tensor4D) => tf.image.resizeBilinear(image, [6, 10]);
    const [x, dy] = [uniform(1, [...shape]), uniform(2, [...larger])];
    const y = await run(traceOf(gradient(resize), [shape, larger]), [x, dy]);
    // Resizing is linear: the gradient by a pixel is the product of dy with the image of that pixel alone.
    const expected = tf.tidy(() => {
      const pixels = tf.eye(30).reshape([30, ...shape.slice(1)]) as tf.Tensor4D;
      return tf.matMul(resize(pixels).reshape([30, 120]), tf.tensor(dy, [120, 1]));
    });
    expect(largestDifference(y.data as Float32Array, take(expected))).toBeLessThan(1e-6);
    expect(() => gradient(resize)(tf.tensor(x, [...shape]), tf.tensor(dy, [...larger])))
      .toThrow(/shape/);
  });

  it("in batch normalization along another axis than the last", async () => {
    const layer = tf.layers.batchNormalization({ axis: 1 });
    layer.apply(tf.input({ shape: [3, 4, 5] }));
    const parameters = [1, 2, 3, 4].map((seed) => tf.tensor(uniform(seed, [3])).abs().add(0.1));
    layer.setWeights(parameters);
    const shape = [2, 3, 4, 5];
    const x = uniform(9, shape);
    const y = await run(traceOf((input) => layer.apply(input) as tf.Tensor, [shape]), [x]);
    const expected = tf.tidy(() => {
      const [gamma, beta, mean, variance] = parameters.map((p) => p.reshape([1, 3, 1, 1])) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const normal = tf.tensor(x, shape).sub(mean).div(variance.add(1e-3).sqrt());
      return normal.mul(gamma).add(beta);
    });
    expect(largestDifference(y.data as Float32Array, take(expected))).toBeLessThan(2e-6);
    const wrong = tf.tidy(() => layer.apply(tf.tensor(x, shape)) as tf.Tensor);
    expect(largestDifference(take(wrong), y.data as Float32Array)).toBeGreaterThan(0.1);
  });
});
