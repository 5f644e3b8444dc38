import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { Adadelta, prepareTfjs } from "../../../../src/train/mod.ts";

beforeAll(prepareTfjs);

/** Algorithm 1 of the paper on one number, with a learning rate: independent of tfjs. */
function reference(gradients: readonly number[], rate: number, rho: number, epsilon: number) {
  let [value, grads, updates] = [1, 0, 0];
  return gradients.map((gradient) => {
    grads = rho * grads + (1 - rho) * gradient ** 2;
    const update = Math.sqrt(updates + epsilon) / Math.sqrt(grads + epsilon) * gradient;
    updates = rho * updates + (1 - rho) * update ** 2;
    return value -= rate * update;
  });
}

describe("Adadelta", () => {
  it.each([
    ["Keras's defaults", 1, 0.95, 1e-7],
    ["other values", 0.5, 0.8, 1e-4],
  ])("follows the paper with %s", (_title, rate, rho, epsilon) => {
    const gradients = [3, -0.5, 0.25, 8, 0, 1e-3];
    const variable = tf.variable(tf.scalar(1));
    const optimizer = new Adadelta(rate, rho, epsilon);
    const values = gradients.map((gradient) => {
      optimizer.applyGradients([{ name: variable.name, tensor: tf.scalar(gradient) }]);
      return variable.dataSync()[0]!;
    });
    const expected = reference(gradients, rate, rho, epsilon);
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    expect(optimizer.iterations).toBe(gradients.length);
  });

  it("takes a small first step at learning rate 1, where tfjs's takes the whole gradient", () => {
    const step = (optimizer: tf.Optimizer) => {
      const variable = tf.variable(tf.scalar(0));
      optimizer.applyGradients([{ name: variable.name, tensor: tf.scalar(5) }]);
      return Math.abs(variable.dataSync()[0]!);
    };
    expect(step(new Adadelta(1, 0.95, 1e-7))).toBeLessThan(0.01);
    expect(step(tf.train.adadelta(1, 0.95, 1e-7))).toBeCloseTo(5, 5);
  });

  it("makes the slots of a variable without gradient and leaves it alone", async () => {
    const variable = tf.variable(tf.scalar(2));
    const optimizer = new Adadelta(1, 0.95);
    optimizer.applyGradients([{ name: variable.name, tensor: null as unknown as tf.Tensor }]);
    expect(variable.dataSync()[0]).toBe(2);
    expect((await optimizer.getWeights()).map(({ name }) => name.split("/").at(-1)))
      .toEqual(["iter", "accum_grad", "accum_var"]);
  });

  it("takes gradients as a record, too", () => {
    const variable = tf.variable(tf.scalar(1));
    new Adadelta(1, 0.95, 1e-7).applyGradients({ [variable.name]: tf.scalar(3) });
    expect(variable.dataSync()[0]).toBeCloseTo(reference([3], 1, 0.95, 1e-7)[0]!, 6);
  });
});
