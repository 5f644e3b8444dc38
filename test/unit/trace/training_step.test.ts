import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { encodeModel, optimize, type TensorData } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { functionalModel, traceFunction } from "../../../src/trace/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";
import { generator } from "./zoo/mod.ts";

prepareTfjs();

const BATCH = 6;
const INPUTS = 5;
const CLASSES = 3;
const STEPS = 3;

type Compile = tf.ModelCompileArgs;

/** What an output and its targets look like. */
interface Kind {
  readonly activation: "softmax" | "sigmoid" | "linear" | "softplus";
  readonly targets: (random: () => number) => number[][];
}

const oneHot: Kind = {
  activation: "softmax",
  targets: (random) =>
    rows(() => {
      const label = Math.floor(random() * CLASSES);
      return [0, 1, 2].map((i) => (i === label ? 1 : 0));
    }),
};
const sparse: Kind = {
  activation: "softmax",
  targets: (random) => rows(() => [Math.floor(random() * CLASSES)]),
};
const bits: Kind = {
  activation: "sigmoid",
  targets: (random) => rows(() => [0, 1, 2].map(() => (random() < 0.5 ? 0 : 1))),
};
const signs: Kind = {
  activation: "linear",
  targets: (random) => rows(() => [0, 1, 2].map(() => (random() < 0.5 ? -1 : 1))),
};
const values: Kind = {
  activation: "linear",
  targets: (random) => rows(() => [0, 1, 2].map(() => random() * 4 - 2)),
};
/** A percentage of a target near 0 has a gradient of thousands, which loses its last digits. */
const farFromZero: Kind = {
  activation: "linear",
  targets: (random) => rows(() => [0, 1, 2].map(() => (random() < 0.5 ? -2 : 2) + random())),
};
const amounts: Kind = {
  activation: "softplus",
  targets: (random) => rows(() => [0, 1, 2].map(() => random() * 3)),
};

function rows<T>(make: () => T): T[] {
  return Array.from({ length: BATCH }, make);
}

type Build = (kind: Kind) => tf.LayersModel;

const dense: Build = ({ activation }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        activation: "tanh",
        kernelInitializer: seeded(1),
      }),
      tf.layers.dense({ units: CLASSES, activation, kernelInitializer: seeded(2) }),
    ],
  });

function seeded(seed: number) {
  return tf.initializers.randomNormal({ seed, stddev: 0.7 });
}

/** A few steps by tfjs's own `trainOnBatch`, and the same steps as one graph on ONNX Runtime. */
async function compare(kind: Kind, args: Compile | (() => Compile), build: Build = dense) {
  const make = () => {
    const model = build(kind);
    model.compile(typeof args === "function" ? args() : args);
    return model;
  };
  const random = generator(7);
  const x = tf.tensor2d(rows(() => Array.from({ length: INPUTS }, () => random() * 4 - 2)));
  const y = tf.tensor2d(kind.targets(random));
  const reference = make();
  const model = make();
  const weights = reference.getWeights().map((weight) => weight.clone());
  // Constraints apply where weights are set, and to no step of an optimizer.
  for (const each of [reference, model]) each.setWeights(weights);
  const step = await compile(model, x, y);
  for (let i = 0; i < STEPS; i++) {
    const expected = [await reference.trainOnBatch(x, y)].flat();
    const actual = await step.run();
    expected.forEach((value, k) => expectClose([actual[k]!], [value], `step ${i}, metric ${k}`));
  }
  reference.weights.forEach((weight, i) =>
    expectClose(
      step.value(model.weights[i]!.read() as tf.Variable),
      weight.read().dataSync(),
      weight.name,
    )
  );
  await step.release();
}

async function compile(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor) {
  const inner = functionalModel(model) as unknown as {
    makeTrainFunction(): (data: tf.Tensor[]) => tf.Tensor[];
  };
  const train = inner.makeTrainFunction();
  const count = model.metricsNames.length;
  const traced = traceFunction(
    (...data) => {
      const results = train(data);
      return Object.fromEntries(results.slice(0, count).map((value, i) => [`metric_${i}`, value]));
    },
    [
      { name: "x", shape: x.shape, dtype: "float32" },
      { name: "y", shape: y.shape, dtype: "float32" },
    ],
  );
  const session = await createSession(encodeModel(optimize(traced.graph).graph), { threads: 1 });
  const data = (tensor: tf.Tensor) => tensor.dataSync<"float32">().slice();
  const state = new Map(traced.state.map(({ input, variable }) => [input, data(variable)]));
  return {
    async run(): Promise<number[]> {
      const feeds: Record<string, TensorData> = {};
      for (const { name, dtype, shape } of session.inputs) {
        const values = name === "x" ? data(x) : name === "y" ? data(y) : state.get(name)!;
        feeds[name] = { dtype, shape, data: values } as TensorData;
      }
      const results = await session.run(feeds);
      for (const { input, output } of traced.state) {
        if (output !== undefined) {
          state.set(input, results[output]!.data as Float32Array<ArrayBuffer>);
        }
      }
      return Object.values(traced.outputs).map((name) => Number(results[name]!.data[0]));
    },
    value(variable: tf.Variable): Float32Array {
      const entry = traced.state.find((candidate) => candidate.variable === variable);
      return entry === undefined ? data(variable) : state.get(entry.input)!;
    },
    release: () => session.release(),
  };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  expect(actual.length, where).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(difference <= 2e-6)) {
      expect.fail(`${where}: element ${i} is ${actual[i]}, tfjs has ${expected[i]}`);
    }
  }
}

const optimizer = () => tf.train.sgd(0.1);

describe("every loss of tfjs-layers", () => {
  it.each<[string, Kind]>([
    ["meanSquaredError", values],
    ["meanAbsoluteError", values],
    ["meanAbsolutePercentageError", farFromZero],
    ["meanSquaredLogarithmicError", amounts],
    ["squaredHinge", signs],
    ["hinge", signs],
    ["categoricalHinge", oneHot],
    ["logcosh", values],
    ["categoricalCrossentropy", oneHot],
    ["sparseCategoricalCrossentropy", sparse],
    ["binaryCrossentropy", bits],
    ["kullbackLeiblerDivergence", oneHot],
    ["poisson", amounts],
    ["cosineProximity", values],
  ])("%s", async (loss, kind) => {
    await compare(kind, () => ({ optimizer: optimizer(), loss }));
  });

  it("a loss that a user wrote", async () => {
    const loss = (target: tf.Tensor, output: tf.Tensor) =>
      tf.mean(tf.pow(tf.abs(tf.sub(output, target)), 1.5), -1);
    await compare(values, () => ({ optimizer: optimizer(), loss }));
  });
});

describe("every metric of tfjs-layers", () => {
  it.each<[string, Kind, string, (string | ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor))[]]>([
    ["of labels", oneHot, "categoricalCrossentropy", [
      "accuracy",
      "categoricalAccuracy",
      "categoricalCrossentropy",
      "precision",
      tf.metrics.precision,
      tf.metrics.recall,
      "cosine",
    ]],
    ["of sparse labels", sparse, "sparseCategoricalCrossentropy", [
      "accuracy",
      "sparseCategoricalCrossentropy",
      tf.metrics.sparseCategoricalAccuracy,
    ]],
    ["of bits", bits, "binaryCrossentropy", [
      "accuracy",
      "binaryAccuracy",
      "crossentropy",
      tf.metrics.binaryCrossentropy,
    ]],
    ["of numbers", values, "meanSquaredError", ["mse", "mae", "mape", "cosine"]],
  ])("%s", async (_title, kind, loss, metrics) => {
    await compare(kind, () => ({ optimizer: optimizer(), loss, metrics: metrics as string[] }));
  });
});

describe("what adds to a loss or changes weights", () => {
  const withLayer = (layers: () => tf.layers.Layer[]): Build => ({ activation }) =>
    tf.sequential({
      layers: [
        ...layers(),
        tf.layers.dense({ units: CLASSES, activation, kernelInitializer: seeded(3) }),
      ],
    });

  it.each<[string, () => tf.layers.Layer[]]>([
    ["l1 on the kernel, l2 on the bias", () => [
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        kernelInitializer: seeded(1),
        biasInitializer: seeded(2),
        kernelRegularizer: tf.regularizers.l1({ l1: 0.03 }),
        biasRegularizer: tf.regularizers.l2({ l2: 0.02 }),
      }),
    ]],
    ["l1l2 on two layers", () => [
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        kernelInitializer: seeded(1),
        kernelRegularizer: tf.regularizers.l1l2({ l1: 0.03, l2: 0.01 }),
      }),
      tf.layers.dense({
        units: 4,
        kernelInitializer: seeded(2),
        kernelRegularizer: tf.regularizers.l1l2({ l1: 0.03, l2: 0.01 }),
      }),
    ]],
    ["a constraint", () => [
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        kernelInitializer: seeded(1),
        kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5, axis: 0 }),
      }),
    ]],
    ["batch normalization and its averages", () => [
      // A bias before it would have a gradient of 0 but for rounding, which Adam makes large.
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        kernelInitializer: seeded(1),
        useBias: false,
      }),
      tf.layers.batchNormalization({ momentum: 0.7, epsilon: 1e-2 }),
    ]],
    ["a frozen layer", () => [
      tf.layers.dense({
        units: 4,
        inputShape: [INPUTS],
        kernelInitializer: seeded(1),
        trainable: false,
      }),
    ]],
  ])("%s", async (_title, layers) => {
    const args = () => ({ optimizer: tf.train.adam(0.05), loss: "categoricalCrossentropy" });
    await compare(oneHot, args, withLayer(layers));
  });

  it("clipping by the gradients' global norm in a loop of one's own", async () => {
    const weight = tf.variable(tf.tensor2d([[1, -2], [0.5, 3]]), true, "clipped");
    const clipped = tf.train.sgd(0.1);
    const step = (x: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(tf.matMul(x, weight))),
        [weight],
      );
      const gradient = grads[weight.name]!;
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      const scale = tf.div(1, tf.maximum(norm, 1));
      clipped.applyGradients({ [weight.name]: tf.mul(gradient, scale) });
      return { loss: value };
    };
    const traced = traceFunction(step, [{ name: "x", shape: [3, 2], dtype: "float32" }]);
    const x = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
    const feeds = {
      x: { dtype: "float32", shape: [3, 2], data: x.dataSync<"float32">().slice() },
      [traced.state[0]!.input]: {
        dtype: "float32",
        shape: [2, 2],
        data: weight.dataSync<"float32">().slice(),
      },
    } as const;
    const session = await createSession(encodeModel(traced.graph));
    const results = await session.run(feeds);
    await session.release();
    const { loss } = tf.tidy(() => step(x));
    expectClose(results["loss"]!.data as Float32Array, loss.dataSync(), "loss");
    expectClose(
      results[traced.state[0]!.output!]!.data as Float32Array,
      weight.dataSync(),
      "weight",
    );
  });
});
