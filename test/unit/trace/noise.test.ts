import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/random/mod.ts";
import type { TracedFunction } from "../../../src/trace/mod.ts";
import { onnxEngine, prepareTfjs } from "../../../src/train/mod.ts";
import { largestDifference, run, take, traceOf } from "./_run.ts";
import { generator } from "./zoo/mod.ts";

prepareTfjs();

const { layers } = tf;

function uniform(seed: number, size: number): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: size }, () => random() * 4 - 2);
}

function trainingTrace(layer: tf.layers.Layer, shape: number[]): TracedFunction {
  layer.apply(tf.input({ shape: shape.slice(1) }));
  return traceOf((x) => layer.apply(x, { training: true }) as tf.Tensor, [shape]);
}

interface NoiseRow {
  readonly title: string;
  readonly layer: () => tf.layers.Layer;
  readonly shape: number[];
  readonly drawn: number[];
  readonly distribution: Distribution;
  /** The layer's formula in JavaScript. */
  readonly formula: (x: number, noise: number) => number;
}

/** Constants of SELU (Klambauer et al. 2017). */
const LOWEST = -1.7580993408473766;

const ROWS: readonly NoiseRow[] = [
  {
    title: "GaussianNoise",
    layer: () => layers.gaussianNoise({ stddev: 0.3 }),
    shape: [2, 5],
    drawn: [2, 5],
    distribution: { kind: "normal", mean: 0, stddev: 0.3 },
    formula: (x, noise) => x + noise,
  },
  {
    title: "GaussianDropout",
    layer: () => layers.gaussianDropout({ rate: 0.2 }),
    shape: [2, 3, 4],
    drawn: [2, 3, 4],
    distribution: { kind: "normal", mean: 1, stddev: 0.5 },
    formula: (x, noise) => x * noise,
  },
  {
    title: "AlphaDropout",
    layer: () => layers.alphaDropout({ rate: 0.4 }),
    shape: [3, 4],
    drawn: [3, 4],
    distribution: { kind: "dropout", rate: 0.4 },
    formula: (x, noise) => {
      const a = 1 / Math.sqrt(0.6 * (1 + 0.4 * LOWEST ** 2));
      // The paper has LOWEST for dropped values; tfjs has the other sign.
      return a * (noise > 0 ? x : -LOWEST) - a * LOWEST * 0.4;
    },
  },
  {
    title: "Dropout",
    layer: () => layers.dropout({ rate: 0.25 }),
    shape: [2, 6],
    drawn: [2, 6],
    distribution: { kind: "dropout", rate: 0.25 },
    formula: (x, noise) => x * noise,
  },
];

const titled = ROWS.map((row) => [row.title, row] as const);

describe("noise is an input of the training graph", () => {
  it.each(titled)("%s", async (_title, { layer, shape, drawn, distribution, formula }) => {
    const traced = trainingTrace(layer(), shape);
    expect(traced.randoms.map((random) => [random.shape, random.distribution]))
      .toEqual([[drawn, distribution]]);
    const size = tf.util.sizeFromShape(shape);
    const x = uniform(1, size);
    const noise = uniform(2, size).map((value) =>
      distribution.kind === "dropout" && value < 0 ? 0 : value
    );
    const y = await run(traced, [x], [noise]);
    expect(
      largestDifference(y.data as Float32Array, x.map((value, i) => formula(value, noise[i]!))),
    )
      .toBeLessThan(1e-6);
  });

  it("SpatialDropout1D drops whole channels of a sample", async () => {
    // Private in the types, registered all the same.
    const [SpatialDropout1D] = tf.serialization.SerializationMap.getMap()
      .classNameMap["SpatialDropout1D"] as unknown as [new (config: object) => tf.layers.Layer];
    const traced = trainingTrace(new SpatialDropout1D({ rate: 0.5 }), [2, 3, 4]);
    expect(traced.randoms[0]!.shape).toEqual([2, 1, 4]);
    const mask = Float32Array.of(0, 2, 2, 0, 2, 0, 2, 0);
    const x = uniform(3, 24);
    const y = await run(traced, [x], [mask]);
    const expected = x.map((value, i) => value * mask[Math.floor(i / 12) * 4 + i % 4]!);
    expect(largestDifference(y.data as Float32Array, expected)).toBe(0);
  });

  it.each(titled)("%s draws nothing while predicting", (_title, { layer, shape }) => {
    const applied = layer();
    applied.apply(tf.input({ shape: shape.slice(1) }));
    const traced = traceOf((x) => applied.apply(x) as tf.Tensor, [shape]);
    expect(traced.randoms).toEqual([]);
  });
});

/** A model with all noise layers, images first. */
function noisyModel(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      layers.conv2d({
        filters: 2,
        kernelSize: 2,
        inputShape: [4, 4, 1],
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      layers.gaussianNoise({ stddev: 0.1 }),
      layers.alphaDropout({ rate: 0.2 }),
      layers.reshape({ targetShape: [3, 6] }),
      layers.gaussianDropout({ rate: 0.3 }),
      layers.gru({
        units: 2,
        dropout: 0.3,
        recurrentDropout: 0.3,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
        recurrentInitializer: tf.initializers.orthogonal({ seed: 3 }),
      }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
  return model;
}

async function trained(seed: number, steps: readonly number[]): Promise<Float32Array[]> {
  const model = noisyModel();
  const program = await onnxEngine.compile(model, { seed, batchSize: 3, provider: "cpu" });
  for (const step of steps) await program.trainOnBatch(uniform(1, 48), uniform(2, 6), 3, step);
  program.syncToModel();
  const weights = model.getWeights().map((weight) => weight.dataSync<"float32">().slice());
  await program.dispose();
  return weights;
}

describe("the onnx engine draws noise", () => {
  it("from the seed and the step alone", async () => {
    const [first, again, otherSeed, otherSteps] = [
      await trained(1, [0, 1]),
      await trained(1, [0, 1]),
      await trained(2, [0, 1]),
      await trained(1, [0, 2]),
    ];
    expect(again).toEqual(first);
    expect(otherSeed).not.toEqual(first);
    expect(otherSteps).not.toEqual(first);
    expect(first.flatMap((values) => [...values]).every(Number.isFinite)).toBe(true);
  });
});

describe("recurrent dropout", () => {
  const CELLS = [
    ["simpleRNN", 1],
    ["gru", 3],
    ["lstm", 4],
  ] as const;

  it.each(CELLS)("%s computes with the masks that it is fed", async (kind, count) => {
    const shape = [2, 3, 4];
    const config = { units: 2, returnSequences: true, dropout: 0.5, recurrentDropout: 0.25 };
    const layer = layers[kind](config);
    const traced = trainingTrace(layer, shape);
    expect(traced.randoms.map((random) => [random.shape, random.distribution])).toEqual([
      [[2, 4], { kind: "dropout", rate: 0.5 }],
      [[2, 2], { kind: "dropout", rate: 0.25 }],
    ]);
    const masks = [Float32Array.of(0, 2, 2, 0, 2, 2, 0, 2), Float32Array.of(4 / 3, 0, 0, 4 / 3)];
    // tfjs asks for the masks of the input first, then for those of the state.
    let asked = 0;
    const reference = layers[kind](
      {
        ...config,
        dropoutFunc: (ones: tf.Tensor) => tf.tensor(masks[asked++ < count ? 0 : 1]!, ones.shape),
      } as typeof config,
    );
    reference.apply(tf.input({ shape: shape.slice(1) }));
    reference.setWeights(layer.getWeights());
    const x = uniform(4, 24);
    const expected = tf.tidy(() =>
      reference.apply(tf.tensor(x, shape), { training: true }) as tf.Tensor
    );
    const y = await run(traced, [x], masks);
    expect(largestDifference(y.data as Float32Array, take(expected))).toBeLessThan(
      1e-6,
    );
  });

  it("a convolutional LSTM draws a mask for each gate", () => {
    const layer = layers.convLstm2d({
      filters: 2,
      kernelSize: 2,
      dropout: 0.5,
      recurrentDropout: 0.25,
    }) as tf.layers.Layer;
    const traced = trainingTrace(layer, [1, 2, 4, 5, 3]);
    expect(traced.randoms.map(({ shape }) => shape)).toEqual([
      ...Array(4).fill([1, 4, 5, 3]),
      ...Array(4).fill([1, 3, 4, 2]),
    ]);
  });

  it("leaves the live layer as it was", () => {
    const layer = layers.lstm({ units: 2, dropout: 0.5, recurrentDropout: 0.5 });
    layer.apply(tf.input({ shape: [3, 4] }));
    const predict = () => take(tf.tidy(() => layer.apply(tf.ones([2, 3, 4])) as tf.Tensor));
    const before = predict();
    const tensors = tf.memory().numTensors;
    for (const batch of [1, 5]) {
      traceOf((x) => layer.apply(x, { training: true }) as tf.Tensor, [[batch, 3, 4]]);
      traceOf((x) => layer.apply(x) as tf.Tensor, [[batch, 3, 4]]);
    }
    expect(predict()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("stacked cells trace at any batch size after they were called at another", () => {
    const cell = [
      layers.gruCell({ units: 2, dropout: 0.5 }),
      layers.lstmCell({ units: 2, dropout: 0.5 }),
    ];
    const layer = layers.rnn({ cell });
    layer.apply(tf.input({ shape: [3, 4] }));
    take(tf.tidy(() => layer.apply(tf.ones([2, 3, 4]), { training: true }) as tf.Tensor));
    const traced = traceOf((x) => layer.apply(x, { training: true }) as tf.Tensor, [[5, 3, 4]]);
    expect(traced.randoms.map(({ shape }) => shape)).toEqual([[5, 4], [5, 2]]);
  });
});
