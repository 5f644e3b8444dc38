import type { OptimizerConfig } from "../../models/mod.ts";

/** Keras's learning rates, but for Adadelta: as published (Zeiler 2012) it has none, which is 1. */
const RATES: Readonly<Record<OptimizerConfig["name"], number>> = {
  sgd: 0.01,
  momentum: 0.01,
  adagrad: 0.001,
  adadelta: 1,
  rmsprop: 0.001,
  adam: 0.001,
  adamax: 0.001,
};

/** The momentum that most texts start with; Keras's SGD has none. */
const MOMENTUM = 0.9;

/** The recipe's optimizer with the user's name and learning rate in place of its own. */
export function optimizerOf(
  own: OptimizerConfig,
  given: { readonly optimizer?: string; readonly learningRate?: number },
): OptimizerConfig {
  const name = (given.optimizer ?? own.name) as OptimizerConfig["name"];
  if (name === own.name) return { ...own, learningRate: given.learningRate ?? own.learningRate };
  const learningRate = given.learningRate ?? RATES[name];
  return name === "momentum"
    ? { name, learningRate, momentum: MOMENTUM }
    : { name, learningRate } as OptimizerConfig;
}
