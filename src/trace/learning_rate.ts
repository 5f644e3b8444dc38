import type { Optimizer } from "@tensorflow/tfjs-core";
import type { Graph, GraphNode, TensorData } from "../graph/mod.ts";
import { differingConstants } from "./compare.ts";
import { TraceError } from "./errors.ts";
import type { TracedFunction } from "./trace_function.ts";

/** Name of the graph input that {@linkcode withLearningRate} adds: a float32 scalar. */
export const LEARNING_RATE = "learning_rate";

/** An optimizer's learning rate, wherever the optimizer keeps it. */
export interface LearningRate {
  get(): number;
  set(value: number): void;
}

/** Fields of tfjs's optimizers that their types hide. */
interface OptimizerFields {
  learningRate: number;
  setLearningRate?(rate: number): void;
}

/** The learning rate of any tfjs optimizer. */
export function learningRateOf(optimizer: Optimizer): LearningRate {
  const fields = optimizer as unknown as OptimizerFields;
  return {
    get: () => fields.learningRate,
    set(rate) {
      // sgd and momentum keep the rate as a tensor too.
      if (fields.setLearningRate !== undefined) fields.setLearningRate(rate);
      else fields.learningRate = rate;
    },
  };
}

/**
 * Traces an optimizer's step with the learning rate as an input. tfjs's optimizers write it as a constant,
 * so the step is traced at the rates 1 and 2: the constants that double are its multiples.
 *
 * Throws `TraceError` where a constant depends on the rate in another way.
 */
export function withLearningRate(rate: LearningRate, trace: () => TracedFunction): TracedFunction {
  const before = rate.get();
  try {
    rate.set(1);
    const one = trace();
    rate.set(2);
    const two = trace();
    return { ...one, graph: replaceRates(one.graph, two.graph) };
  } finally {
    rate.set(before);
  }
}

function replaceRates(one: Graph, two: Graph): Graph {
  const differences = differingConstants(one, two, "the learning rate");
  const initializers = new Map(one.initializers);
  const nodes: GraphNode[] = [];
  for (const { name, first, second } of differences) {
    if (first.dtype !== "float32" || !doubles(first, second)) {
      throw new TraceError(
        `Cannot make the learning rate an input: constant "${name}" is not proportional to it`,
        [name],
      );
    }
    initializers.delete(name);
    const factor = `${name}/${LEARNING_RATE}_factor`;
    initializers.set(factor, first);
    nodes.push({
      name: `${name}/${LEARNING_RATE}`,
      opType: "Mul",
      inputs: [LEARNING_RATE, factor],
      outputs: [name],
      attributes: {},
    });
  }
  const input = { name: LEARNING_RATE, dtype: "float32", shape: [] } as const;
  return {
    ...one,
    inputs: [...one.inputs, input],
    nodes: [...nodes, ...one.nodes],
    initializers,
    values: new Map(one.values).set(LEARNING_RATE, input),
  };
}

function doubles(first: TensorData, second: TensorData): boolean {
  const twice = second.data as Float32Array;
  return (first.data as Float32Array).every((value, i) => twice[i] === 2 * value);
}
