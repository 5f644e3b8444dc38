import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { TF_TYPES } from "../../../../../src/train/engines/tensorflow/data_types.ts";
import type { NodeBackend } from "../../../../../src/train/engines/tensorflow/recorded_step/mod.ts";
import { rateFactors } from "../../../../../src/train/engines/tensorflow/recorded_step/compare_recordings.ts";
import type {
  RecordedOp,
  Recording,
  Value,
} from "../../../../../src/train/engines/tensorflow/recorded_step/recording.ts";
import { toGraph } from "../../../../../src/train/engines/tensorflow/recorded_step/to_graph.ts";
import {
  createTensorflowEngine,
  prepareTfjs,
  type TensorflowOptions,
} from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();
const SIZE = 8;
const TIME_LIMIT = 120_000;

beforeAll(prepareTfjs);

const scalar = (value: number): Value => ({
  kind: "constant",
  value: {
    dtype: TF_TYPES.TF_FLOAT,
    shape: [],
    bytes: new Uint8Array(Float32Array.of(value).buffer),
  },
});
const argument = (name: string): Value => ({
  kind: "argument",
  name,
  dtype: TF_TYPES.TF_FLOAT,
  shape: [],
});
const op = (type: string, ...inputs: Value[]): RecordedOp => ({
  type,
  scope: "",
  attributes: [],
  inputs,
});
const outputOf = (op: RecordedOp): Value => ({ kind: "output", op, index: 0 });
const variable = (name: string): Value => ({ kind: "variable", name, dtype: TF_TYPES.TF_FLOAT });

/** A step `w + rate * x`, with an op that nothing needs, and one that subtracts `x` from `v`. */
function recording(rate: Value, ...more: RecordedOp[]): Recording {
  const unused = op("Relu", argument("y"));
  const scaled = op("Mul", rate, argument("x"));
  const sum = op("AddV2", variable("w"), outputOf(scaled));
  return {
    ops: [unused, scaled, sum, ...more],
    results: new Map([["metric", outputOf(scaled)]]),
    updates: [
      { ...op("AssignVariableOp", outputOf(sum)), variables: ["w"] },
      { ...op("AssignSubVariableOp", argument("x")), variables: ["v"] },
    ],
    draws: [],
  };
}

describe("rateFactors", () => {
  it("finds the constants that double", () => {
    const rate = scalar(-1);
    const factors = rateFactors(recording(rate), recording(scalar(-2)));
    expect([...factors]).toEqual([(rate as { value: unknown }).value]);
  });

  it("finds none where nothing differs", () => {
    expect(rateFactors(recording(scalar(3)), recording(scalar(3))).size).toBe(0);
  });

  it.each<[string, Recording, string]>([
    ["constants that differ otherwise", recording(scalar(1.5)), "Mul has a constant"],
    ["an argument for a constant", recording(argument("y")), "Mul differs"],
    ["another number of ops", recording(scalar(1), op("Relu", argument("x"))), "Relu differs"],
    [
      "an update of another variable",
      {
        ...recording(scalar(1)),
        updates: recording(scalar(1)).updates.map((each) => ({ ...each, variables: ["u"] })),
      },
      "the update of w differs",
    ],
  ])("refuses %s", (_, second, message) => {
    expect(() => rateFactors(recording(scalar(1)), second)).toThrow(message);
  });
});

describe("toGraph", () => {
  const rate = scalar(-1) as Extract<Value, { kind: "constant" }>;
  const graph = toGraph(recording(rate), new Set([rate.value]));
  const nodeOf = (name: string) => graph.nodes.find((node) => node.name === name)!;

  it("multiplies rates by an argument, leaves out what nothing needs, and names arguments", () => {
    expect(graph.nodes.map(({ op }) => op)).toEqual([
      "Placeholder",
      "Const",
      "Mul",
      "Placeholder",
      "Mul",
      "Placeholder",
      "ReadVariableOp",
      "AddV2",
      "Placeholder",
      "NoOp",
      "AssignVariableOp",
      "AssignSubVariableOp",
      "Identity",
    ]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(["learning_rate", "x", "w", "v"]);
    expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length);
  });

  it("updates variables once all is computed, and gives results once they are updated", () => {
    const handles = new Map(graph.inputs.map(({ name, node }) => [name, node]));
    const [sum, scaled] = ["AddV2", "Mul"].map((op) =>
      graph.nodes.findLast((node) => node.op === op)!.name
    );
    const computed = graph.nodes.find(({ op }) => op === "NoOp")!;
    for (const read of [sum, scaled, handles.get("x")]) {
      expect(computed.inputs).toContain(`^${read}`);
    }
    const updates = graph.nodes.filter(({ op }) => op.startsWith("Assign"));
    expect(updates.map(({ inputs }) => inputs)).toEqual([
      [handles.get("w"), sum, "^computed"],
      [handles.get("v"), handles.get("x"), "^computed"],
    ]);
    expect(graph.outputs.map((output) => nodeOf(output).inputs)).toEqual([
      [scaled, ...updates.map(({ name }) => `^${name}`)],
    ]);
  });
});

type Loss = (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;
const meanSquares: Loss = (target, output) => tf.mean(tf.square(tf.sub(target, output)), -1);

function regression(loss: Loss | string, ...layers: tf.layers.Layer[]): tf.Sequential {
  const kernel = () => tf.initializers.glorotUniform({ seed: 5 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [6], units: 5, kernelInitializer: kernel() }),
      ...layers,
      tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: kernel() }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: loss as string });
  return model;
}

function withAdam(model: tf.Sequential): tf.Sequential {
  model.compile({ optimizer: tf.train.adam(0.001), loss: "categoricalCrossentropy" });
  return model;
}

/** TensorFlow as tfjs's backend, while a program uses it. */
const backend = () => tf.findBackend("tensorflow") as unknown as NodeBackend;

const X = Float32Array.from({ length: SIZE * 6 }, (_, i) => Math.sin(i));
const Y = Float32Array.from({ length: SIZE * 3 }, (_, i) => Number(i % 3 === 0));

async function losses(model: tf.Sequential, options: TensorflowOptions, between?: () => void) {
  const program = await createTensorflowEngine(options).compile(model, {
    seed: 1,
    batchSize: SIZE,
  });
  between?.();
  const values: number[] = [];
  for (let index = 0; index < 4; index++) {
    values.push((await program.trainOnBatch(X, Y, SIZE, index))["loss"]!);
  }
  const { notes, facts } = program;
  await program.dispose();
  return { values, notes, facts };
}

class Reader extends tf.layers.Layer {
  static className = "Reader";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.mul(x, x.dataSync()[0]! > 0 ? 1 : 2);
  }
}

class Shaker extends tf.layers.Layer {
  static className = "Shaker";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.add(x, tf.randomNormal(x.shape, 0, 0.001));
  }
}

describe("what cannot be recorded runs kernel by kernel", () => {
  itRuns.each<[string, () => tf.layers.Layer, string]>([
    ["a layer that reads values", () => new Reader({ name: "reader" }), 'layer "reader" reads'],
    ["random numbers of JavaScript", () => new Shaker({ name: "shaker" }), "drawn in JavaScript"],
  ])("%s", async (_, layer, reason) => {
    const { values, notes, facts } = await losses(regression(meanSquares, layer()), {});
    expect(notes.join("\n")).toContain(reason);
    expect(facts).toMatchObject({ recorded: false, fused: false, xla: false, notes });
    expect(notes[0]).toMatch(/^The train step for batches of 8 runs kernel by kernel/);
    expect(values.at(-1)).toBeLessThan(values[0]!);
  }, TIME_LIMIT);

  itRuns("a step that has become another one since it was recorded", async () => {
    const make = () => {
      const settings = { factor: 1 };
      const loss: Loss = (target, output) => tf.mul(meanSquares(target, output), settings.factor);
      return { model: regression(loss), change: () => void (settings.factor = 3) };
    };
    const [changed, eager] = [make(), make()];
    const { values, notes } = await losses(changed.model, {}, changed.change);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("loss differs by");
    const oracle = await losses(eager.model, { recorded: false }, eager.change);
    expect(values).toEqual(oracle.values);
  }, TIME_LIMIT);
});

describe("the comparison with tfjs", () => {
  const relu = () => tf.layers.dense({ units: 7, activation: "relu" });

  itRuns.each([
    ["SGD", (model: tf.Sequential) => model],
    ["Adam", withAdam],
  ])("sees a gradient that is zero in the recorded step: %s", async (_, compile) => {
    // Keeps the backend for the program that is looked at.
    const other = await createTensorflowEngine().compile(regression(meanSquares), {
      seed: 1,
      batchSize: SIZE,
    });
    const node = backend();
    const { executeSingleOutput } = node;
    node.executeSingleOutput = (op, attributes, inputs) => {
      const output = executeSingleOutput.call(node, op, attributes, inputs);
      return op === "ReluGrad" ? tf.zerosLike(output) : output;
    };
    try {
      const { notes } = await losses(compile(regression(meanSquares, relu())), {});
      expect(notes.join("\n")).toMatch(/differs by .* of its update/);
    } finally {
      node.executeSingleOutput = executeSingleOutput;
      await other.dispose();
    }
  }, TIME_LIMIT);

  itRuns("takes a gradient that is nothing but rounding for the same", async () => {
    // A bias before batch normalization: Adam moves it all the same.
    const normalized = () => withAdam(regression(meanSquares, tf.layers.batchNormalization()));
    expect((await losses(normalized(), {})).notes).toEqual([]);
  }, TIME_LIMIT);
});

describe("layers with TensorFlow's own gradients and draws", () => {
  itRuns.each<[string, () => tf.layers.Layer[]]>([
    ["batch normalization of a matrix", () => [tf.layers.batchNormalization({ momentum: 0.8 })]],
    ["batch normalization of images", () => [
      tf.layers.reshape({ targetShape: [1, 1, 5] }),
      tf.layers.batchNormalization({ momentum: 0.8 }),
      tf.layers.flatten(),
    ]],
    ["noise", () => [tf.layers.gaussianNoise({ stddev: 0.1 })]],
    ["Gaussian dropout", () => [tf.layers.gaussianDropout({ rate: 0.3 })]],
    ["alpha dropout", () => [tf.layers.alphaDropout({ rate: 0.3 })]],
    ["ReLU and a bias", () => [tf.layers.dense({
      units: 7,
      activation: "relu",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
    })]],
  ])("%s is what tfjs computes", async (_, layers) => {
    for (const loss of ["categoricalCrossentropy", meanSquares]) {
      const recorded = await losses(regression(loss, ...layers()), {});
      const eager = await losses(regression(loss, ...layers()), { recorded: false });
      expect(recorded.notes).toEqual([]);
      recorded.values.forEach((value, i) => expect(value).toBeCloseTo(eager.values[i]!, 5));
    }
  }, TIME_LIMIT);
});
