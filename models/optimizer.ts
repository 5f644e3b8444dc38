import * as tf from "@tensorflow/tfjs";
import { Adadelta } from "../src/train/mod.ts";

/** An optimizer as plain data. Fields that are not given have Keras's defaults. */
export type OptimizerConfig =
  | { readonly name: "sgd"; readonly learningRate: number }
  | {
    readonly name: "momentum";
    readonly learningRate: number;
    readonly momentum: number;
    /** @default {false} */
    readonly nesterov?: boolean;
  }
  | {
    readonly name: "adagrad";
    readonly learningRate: number;
    /** @default {0.1} */
    readonly initialAccumulatorValue?: number;
  }
  | {
    readonly name: "adadelta";
    readonly learningRate: number;
    /** @default {0.95} */
    readonly rho?: number;
    /** @default {1e-7} */
    readonly epsilon?: number;
  }
  | {
    readonly name: "rmsprop";
    readonly learningRate: number;
    /** @default {0.9} */
    readonly rho?: number;
    /** @default {0} */
    readonly momentum?: number;
    /** @default {1e-7} */
    readonly epsilon?: number;
    /** @default {false} */
    readonly centered?: boolean;
  }
  | {
    readonly name: "adam" | "adamax";
    readonly learningRate: number;
    /** @default {0.9} */
    readonly beta1?: number;
    /** @default {0.999} */
    readonly beta2?: number;
    /** @default {1e-7} */
    readonly epsilon?: number;
  };

/** tfjs asks its backend for an epsilon that is not given, so it would depend on the backend. */
const EPSILON = 1e-7;

/** The names that an {@linkcode OptimizerConfig} can have. */
export const OPTIMIZERS: readonly OptimizerConfig["name"][] = [
  "sgd",
  "momentum",
  "adagrad",
  "adadelta",
  "rmsprop",
  "adam",
  "adamax",
];

/**
 * Makes the tfjs optimizer that `config` describes.
 *
 * @throws {RangeError} For a name that is not known, or a learning rate that is not above 0.
 */
export function buildOptimizer(config: OptimizerConfig): tf.Optimizer {
  const { learningRate } = config;
  if (!Number.isFinite(learningRate) || learningRate <= 0) {
    throw new RangeError(
      `Cannot use learning rate ${learningRate} for ${config.name}: expected a number above 0`,
    );
  }
  switch (config.name) {
    case "sgd":
      return tf.train.sgd(learningRate);
    case "momentum":
      return tf.train.momentum(learningRate, config.momentum, config.nesterov ?? false);
    case "adagrad":
      return tf.train.adagrad(learningRate, config.initialAccumulatorValue ?? 0.1);
    case "adadelta":
      return new Adadelta(learningRate, config.rho ?? 0.95, config.epsilon ?? EPSILON);
    case "rmsprop": {
      const { rho = 0.9, momentum = 0, epsilon = EPSILON, centered = false } = config;
      return tf.train.rmsprop(learningRate, rho, momentum, epsilon, centered);
    }
    case "adam":
    case "adamax": {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = EPSILON } = config;
      return tf.train[config.name](learningRate, beta1, beta2, epsilon);
    }
    default: {
      const { name } = config as { name: string };
      throw new RangeError(
        `Unknown optimizer "${name}". Should be one of: ${OPTIMIZERS.join(", ")}`,
      );
    }
  }
}
