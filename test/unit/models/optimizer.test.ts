import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { buildOptimizer, type OptimizerConfig, OPTIMIZERS } from "../../../models/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

describe("buildOptimizer()", () => {
  it.each<[OptimizerConfig, string, Record<string, unknown>]>([
    [{ name: "sgd", learningRate: 0.1 }, "SGD", {}],
    [
      { name: "momentum", learningRate: 0.1, momentum: 0.9, nesterov: true },
      "Momentum",
      { momentum: 0.9, useNesterov: true },
    ],
    [{ name: "adagrad", learningRate: 0.1 }, "Adagrad", { initialAccumulatorValue: 0.1 }],
    [{ name: "adadelta", learningRate: 0.1 }, "ZeilerAdadelta", { rho: 0.95, epsilon: 1e-7 }],
    [
      { name: "adadelta", learningRate: 0.1, rho: 0.9, epsilon: 1e-6 },
      "ZeilerAdadelta",
      { rho: 0.9, epsilon: 1e-6 },
    ],
    [
      { name: "rmsprop", learningRate: 0.1 },
      "RMSProp",
      { decay: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
    ],
    [
      { name: "rmsprop", learningRate: 0.1, rho: 0.8, momentum: 0.5, centered: true },
      "RMSProp",
      { decay: 0.8, momentum: 0.5, epsilon: 1e-7, centered: true },
    ],
    [{ name: "adam", learningRate: 0.1 }, "Adam", { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    [
      { name: "adamax", learningRate: 0.1, beta1: 0.8 },
      "Adamax",
      { beta1: 0.8, beta2: 0.999, epsilon: 1e-7, decay: 0 },
    ],
  ])("builds %j", (config, className, fields) => {
    const optimizer = buildOptimizer(config);
    expect(optimizer).toBeInstanceOf(tf.Optimizer);
    expect(optimizer.getClassName()).toBe(className);
    expect(optimizer.getConfig()).toEqual({ learningRate: 0.1, ...fields });
    expect(OPTIMIZERS).toContain(config.name);
  });

  it("knows no others", () => {
    const config = { name: "lion", learningRate: 1 } as unknown as OptimizerConfig;
    expect(() => buildOptimizer(config)).toThrow(
      'Unknown optimizer "lion". Should be one of: ' +
        "sgd, momentum, adagrad, adadelta, rmsprop, adam, adamax",
    );
    expect(OPTIMIZERS).toHaveLength(7);
  });

  it.each([0, -1, NaN, Infinity])("refuses learning rate %d", (learningRate) => {
    expect(() => buildOptimizer({ name: "sgd", learningRate })).toThrow(
      `Cannot use learning rate ${learningRate} for sgd: expected a number above 0`,
    );
  });
});
