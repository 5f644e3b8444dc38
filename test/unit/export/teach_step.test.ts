import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { toOnnx, toTeachStep } from "../../../src/export/mod.ts";
import {
  allocate,
  decodeModelInfo,
  parseTeachInfo,
  sizeOf,
  TEACH_KEY,
  TEACH_NAMES,
  type TeachInfo,
  tensor,
  type TensorData,
} from "../../../src/graph/mod.ts";
import { createSession, type SessionOptions } from "../../../src/runtime/mod.ts";
import { recipes } from "../../../models/mod.ts";
import { prepareTfjs } from "../../../src/train/mod.ts";

prepareTfjs();

const { layers } = tf;
let seed = 100;

function dense(
  units: number,
  activation: "relu" | "softmax" | "elu" | "tanh",
  config: { useBias?: boolean } = {},
) {
  return layers.dense({
    units,
    activation,
    kernelInitializer: tf.initializers.glorotUniform({ seed: ++seed }),
    biasInitializer: tf.initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed: ++seed }),
    ...config,
  });
}

const conv = () =>
  layers.conv2d({
    inputShape: [6, 6, 1],
    filters: 3,
    kernelSize: 3,
    kernelInitializer: tf.initializers.glorotUniform({ seed: ++seed }),
  });

/** Title, layers, number of dense layers that are taught. */
const HEADS: readonly (readonly [string, () => tf.layers.Layer[], number])[] = [
  [
    "a convolutional network with dropout",
    () => [
      conv(),
      layers.flatten(),
      layers.dropout({ rate: 0.3 }),
      dense(8, "relu"),
      layers.dropout({ rate: 0.5 }),
      dense(4, "softmax"),
    ],
    2,
  ],
  [
    "a perceptron, whose first layer stays",
    () => [
      layers.inputLayer({ inputShape: [10] }),
      dense(9, "relu"),
      dense(7, "elu"),
      dense(5, "softmax"),
    ],
    2,
  ],
  [
    "no biases, an activation as a layer",
    () => [
      layers.inputLayer({ inputShape: [10] }),
      dense(9, "relu"),
      layers.dense({ units: 6, useBias: false }),
      layers.activation({ activation: "tanh" }),
      dense(3, "softmax", { useBias: false }),
    ],
    2,
  ],
  [
    "one layer behind a pooling",
    () => [conv(), layers.globalAveragePooling2d({}), dense(4, "softmax")],
    1,
  ],
];

const RUNTIMES: readonly SessionOptions[] = [{ threads: 1 }, { runtime: "web" }];
const [BATCH, STEPS] = [8, 5];
const rateOf = (step: number) => 0.05 / (step + 1);

describe("the training step of the last layers", () => {
  it.each(HEADS)("of %s trains as tfjs does", async (_, build, numTaught) => {
    const model = tf.sequential({ layers: build() });
    const { bytes, info } = toTeachStep(model, toOnnx(model).graph, { batch: BATCH })!;
    const head = headOf(model, numTaught);
    const start = head.getWeights().map(toData);
    expect(info.weights.map(({ shape }) => shape)).toEqual(start.map(({ shape }) => shape));
    const batches = Array.from({ length: STEPS }, (_, i) => batchOf(info, i));
    const expected = await trainInTfjs(head, batches);
    for (const options of RUNTIMES) {
      const actual = await trainOnRuntime(bytes, start, batches, options);
      expect(closest(actual.losses, expected.losses)).toBeLessThan(1e-5);
      actual.weights.forEach((weight, i) =>
        expect(closest(weight, expected.weights[i]!)).toBeLessThan(1e-5)
      );
      expect(closest(actual.weights[0]!, start[0]!.data as Float32Array)).toBeGreaterThan(0.01);
    }
  });

  it.each([...recipes])("of $name is found", (recipe) => {
    // Small images: the layers are the same, and fewer weights are traced.
    const shape = { height: 16, width: 16, channels: 1 };
    const model = recipe.build({ shape, numClasses: 10, seed: 1 });
    const { info } = toTeachStep(model, toOnnx(model).graph)!;
    const last = model.layers.at(-1)!.name;
    expect(info.weights.at(-1)!.node).toBe(`${last}/Gemm`);
    expect(info.numClasses).toBe(10);
  });

  it("learns where the model is sure of a wrong class", async () => {
    const model = tf.sequential({ layers: HEADS[3]![1]() });
    const { bytes, info } = toTeachStep(model, toOnnx(model).graph, { batch: BATCH })!;
    const [kernel, bias] = headOf(model, 1).getWeights().map(toData);
    // Logits of 100 and 0 for the wrong and the right class.
    const sure = { ...bias!, data: Float32Array.of(100, 0, 0, 0) } as TensorData;
    const labels = new Float32Array(BATCH * info.numClasses).map((_, i) => i % 4 === 1 ? 1 : 0);
    const batch = { features: new Float32Array(BATCH * info.featureSize), labels };
    const { weights, losses } = await trainOnRuntime(bytes, [kernel!, sure], [batch], RUNTIMES[0]!);
    expect(losses[0]).toBeCloseTo(100, 4);
    expect(weights[1]![1]).toBeCloseTo(rateOf(0), 4);
  });

  it("takes as many layers as the weights allow, and the last one always", () => {
    const model = tf.sequential({ layers: HEADS[1]![1]() });
    const { graph } = toOnnx(model);
    const taught = (maxWeights: number) =>
      toTeachStep(model, graph, { maxWeights })!.info.weights.map(({ shape }) => shape);
    // 9 x 7 + 7 and 7 x 5 + 5 weights.
    expect(taught(110)).toEqual([[9, 7], [7], [7, 5], [5]]);
    expect(taught(109)).toEqual([[7, 5], [5]]);
    expect(taught(0)).toEqual([[7, 5], [5]]);
  });

  it("is the same file whatever tfjs did before, and leaves no tensors behind", () => {
    const model = tf.sequential({ layers: HEADS[0]![1]() });
    const { graph } = toOnnx(model);
    const first = toTeachStep(model, graph)!;
    const before = tf.memory().numTensors;
    const second = toTeachStep(model, graph)!;
    expect(second.bytes).toEqual(first.bytes);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says in its file how it fits the model", () => {
    const model = tf.sequential({ layers: HEADS[0]![1]() });
    const { graph } = toOnnx(model);
    const { bytes, info } = toTeachStep(model, graph, { metadata: { recipe: "toy" } })!;
    const { metadata } = decodeModelInfo(bytes);
    expect(metadata["recipe"]).toBe("toy");
    expect(parseTeachInfo(metadata)).toEqual(info);
    for (const { node, position, shape } of info.weights) {
      const name = graph.nodes.find((candidate) => candidate.name === node)!.inputs[position]!;
      expect(graph.initializers.get(name)!.shape).toEqual(shape);
    }
  });

  it.each<[string, () => tf.LayersModel]>([
    [
      "ends without softmax",
      () => tf.sequential({ layers: [conv(), layers.flatten(), dense(3, "relu")] }),
    ],
    [
      "ends without a dense layer",
      () => tf.sequential({ layers: [conv(), layers.flatten(), layers.softmax({})] }),
    ],
    [
      "has nothing before its dense layer",
      () =>
        tf.sequential({ layers: [layers.flatten({ inputShape: [2, 2] }), dense(3, "softmax")] }),
    ],
    [
      "is not sequential",
      () => {
        const inputs = tf.input({ shape: [4] });
        const hidden = dense(5, "relu").apply(inputs) as tf.SymbolicTensor;
        return tf.model({
          inputs,
          outputs: dense(3, "softmax").apply(hidden) as tf.SymbolicTensor,
        });
      },
    ],
    [
      "has its last layer frozen",
      () => {
        const last = dense(3, "softmax");
        last.trainable = false;
        return tf.sequential({ layers: [conv(), layers.flatten(), last] });
      },
    ],
  ])("is not made where the model %s", (_, build) => {
    const model = build();
    expect(toTeachStep(model, toOnnx(model).graph)).toBeUndefined();
  });
});

describe("what a training step says of itself", () => {
  const good = { batch: 2, numClasses: 3, featureSize: 4, weights: [], slots: [] };
  const weight = { node: "a", position: 1, shape: [1] };
  const slot = { shape: [], input: "s", output: "s/next" };

  it.each<[string, Record<string, string>]>([
    ["nothing", {}],
    ["no JSON", { [TEACH_KEY]: "{" }],
    ["null", { [TEACH_KEY]: "null" }],
    ["no weights", { [TEACH_KEY]: JSON.stringify(good) }],
    ["a batch of 0", { [TEACH_KEY]: JSON.stringify({ ...good, batch: 0, weights: [weight] }) }],
    ["a weight without node", {
      [TEACH_KEY]: JSON.stringify({ ...good, weights: [{ ...weight, node: undefined }] }),
    }],
    ["a slot without first value", {
      [TEACH_KEY]: JSON.stringify({
        ...good,
        weights: [weight],
        slots: [{ ...slot, value: null }],
      }),
    }],
  ])("is refused when it is %s", (_, metadata) => {
    expect(() => parseTeachInfo(metadata)).toThrow(SyntaxError);
    expect(() => parseTeachInfo(metadata)).toThrow("Export it anew");
  });
});

interface Batch {
  readonly features: Float32Array;
  readonly labels: Float32Array;
}

function batchOf({ featureSize, numClasses }: TeachInfo, step: number): Batch {
  const features = tf.randomNormal([BATCH, featureSize], 0, 1, "float32", step + 1);
  const classes = tf.randomUniform([BATCH], 0, numClasses, "int32", step + 7);
  return {
    features: features.dataSync<"float32">(),
    labels: tf.oneHot(classes as tf.Tensor1D, numClasses).dataSync<"float32">().map(Number),
  };
}

/** The last dense layers as a model of their own, with the loss and the gradients of tfjs's layers. */
function headOf(model: tf.Sequential, numDense: number): tf.Sequential {
  const first = model.layers.findLastIndex((_, i) =>
    model.layers.slice(i).filter((layer) => layer.getClassName() === "Dense").length === numDense
  );
  const taught = model.layers.slice(first);
  const head = tf.sequential({
    layers: taught.flatMap((layer, i) => {
      if (layer.getClassName() === "Dropout") return [];
      const config = layer.getConfig();
      const inputShape = i === 0 ? (layer.input as tf.SymbolicTensor).shape.slice(1) : undefined;
      const make = layer.getClassName() === "Dense" ? layers.dense : layers.activation;
      return [make({ ...config, name: `copy_${++seed}`, inputShape } as never)];
    }),
  });
  head.setWeights(taught.flatMap((layer) => layer.getWeights()));
  return head;
}

async function trainInTfjs(head: tf.Sequential, batches: readonly Batch[]) {
  const optimizer = tf.train.adam(1, 0.9, 0.999, 1e-7);
  head.compile({ optimizer, loss: "categoricalCrossentropy" });
  const losses: number[] = [];
  for (const [i, { features, labels }] of batches.entries()) {
    (optimizer as unknown as { learningRate: number }).learningRate = rateOf(i);
    const x = tf.tensor(features, [BATCH, features.length / BATCH]);
    const y = tf.tensor(labels, [BATCH, labels.length / BATCH]);
    losses.push(await head.trainOnBatch(x, y) as number);
  }
  return {
    losses: Float32Array.from(losses),
    weights: head.getWeights().map((weight) => weight.dataSync<"float32">()),
  };
}

async function trainOnRuntime(
  bytes: Uint8Array,
  start: readonly TensorData[],
  batches: readonly Batch[],
  options: SessionOptions,
) {
  const info = parseTeachInfo(decodeModelInfo(bytes).metadata);
  const session = await createSession(bytes, options);
  const state: Record<string, TensorData> = {};
  const values = start.flatMap(({ data }) => Array.from(data as Float32Array));
  state[TEACH_NAMES.weights] = tensor("float32", [values.length], values);
  for (const { input, shape, value } of info.slots) {
    state[input] = {
      dtype: "float32",
      shape,
      data: allocate("float32", sizeOf(shape)).fill(value),
    };
  }
  const losses: number[] = [];
  for (const [i, { features, labels }] of batches.entries()) {
    const results = await session.run({
      ...state,
      [TEACH_NAMES.features]: tensor("float32", [BATCH, info.featureSize], features),
      [TEACH_NAMES.labels]: tensor("float32", [BATCH, info.numClasses], labels),
      [TEACH_NAMES.learningRate]: tensor("float32", [], [rateOf(i)]),
    });
    for (const { input, output } of info.slots) state[input] = results[output]!;
    state[TEACH_NAMES.weights] = results[TEACH_NAMES.newWeights]!;
    losses.push(Number(results[TEACH_NAMES.loss]!.data[0]));
  }
  await session.release();
  return {
    losses: Float32Array.from(losses),
    weights: info.weights.map(({ shape }, i) => {
      const from = info.weights.slice(0, i).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      const all = state[TEACH_NAMES.weights]!.data as Float32Array;
      return all.slice(from, from + sizeOf(shape));
    }),
  };
}

function toData(weight: tf.Tensor): TensorData {
  return { dtype: "float32", shape: weight.shape, data: weight.dataSync<"float32">().slice() };
}

/** The largest difference. */
function closest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
