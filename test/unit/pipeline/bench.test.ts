import { describe, expect, it } from "vitest";
import { findRecipe, type OptimizerConfig, recipes } from "../../../models/mod.ts";
import { evaluateOurs } from "../../../pipeline/bench/evaluate_ours.ts";
import {
  betterOf,
  type EpochTime,
  type Figure,
  imagesPerSecond,
  median,
  passesPerSecond,
  ratioOf,
  ratiosOf,
  shortOfTarget,
} from "../../../pipeline/bench/figures.ts";
import { firstImages } from "../../../pipeline/bench/first_images.ts";
import { kerasModel, kerasOptimizer } from "../../../pipeline/bench/keras_spec.ts";
import type { Peers } from "../../../pipeline/bench/peers.ts";
import { runBench } from "../../../pipeline/bench/run_bench.ts";
import { benchTable, targetLines } from "../../../pipeline/bench/table.ts";
import { trainOurs } from "../../../pipeline/bench/train_ours.ts";
import { tfjsEngine } from "../../../src/train/mod.ts";
import { tinyDataset } from "./_bench.ts";

const SHAPE = { height: 28, width: 28, channels: 1 };

const times = (...seconds: number[]): EpochTime[] =>
  seconds.map((value) => ({ seconds: value, images: 100 }));

const figure = (ours: number[], peer?: number[], target?: number): Figure => ({
  recipe: "mnist-mlp",
  kind: "training",
  batchSize: 128,
  ours,
  ...peer && { peer },
  ...target !== undefined && { target },
});

describe("median", () => {
  it.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("refuses no values", () => {
    expect(() => median([])).toThrow("Cannot take the median of no values");
  });
});

describe("imagesPerSecond", () => {
  it.each([
    ["the median of the third to the fifth", times(9, 8, 1, 4, 2), 50],
    ["the third alone", times(9, 8, 2), 50],
    ["the mean of the middle of two", times(9, 8, 2, 1), 75],
    ["the last of two", times(9, 4), 25],
    ["the only one", times(5), 20],
  ])("is that of %s", (_, epochs, expected) => {
    expect(imagesPerSecond(epochs)).toBe(expected);
  });
});

describe("passesPerSecond", () => {
  it("is that of the fastest pass", () => {
    expect(passesPerSecond(times(4, 1, 2))).toBe(100);
  });
});

describe("ratios", () => {
  it.each([
    [[10, 20, 30], [10, 10, 60], [1, 2, 0.5], 1],
    [[5], [10], [0.5], 0.5],
  ])("%j to %j are %j, in the middle %d", (ours, peer, ratios, ratio) => {
    expect(ratiosOf(figure(ours, peer))).toEqual(ratios);
    expect(ratioOf(figure(ours, peer))).toBe(ratio);
  });

  it("are missing without a peer", () => {
    expect(ratiosOf(figure([1]))).toBeUndefined();
    expect(ratioOf(figure([1]))).toBeUndefined();
  });
});

describe("shortOfTarget", () => {
  it.each([
    ["a ratio at the target", figure([60], [100], 0.6), undefined, 0],
    ["a ratio below the target", figure([59], [100], 0.6), undefined, 1],
    ["a ratio at the tolerated share", figure([50], [100], 0.5 / 0.7), 0.7, 0],
    ["a ratio below the tolerated share", figure([49], [100], 0.5 / 0.7), 0.7, 1],
    ["no target", figure([1], [100]), undefined, 0],
    ["no peer", figure([1], undefined, 0.6), undefined, 0],
  ])("%s", (_, row, share, count) => {
    expect(shortOfTarget([row], share)).toHaveLength(count);
  });
});

describe("betterOf", () => {
  it("keeps the better ratio of each, and what only one side has", () => {
    const batch = (batchSize: number, ours: number): Figure => ({
      ...figure([ours], [100]),
      batchSize,
    });
    const merged = betterOf([batch(1, 50), batch(2, 70)], [
      batch(2, 60),
      batch(1, 90),
      batch(4, 10),
    ]);
    expect(merged.map(({ batchSize, ours }) => [batchSize, ours[0]])).toEqual([
      [1, 90],
      [2, 70],
      [4, 10],
    ]);
  });
});

describe("benchTable", () => {
  it("shows medians, ratios, rounds and targets", () => {
    const figures: Figure[] = [
      figure([41_000.4, 43_000, 90_000], [30_000, 31_000, 32_000], 1.2),
      { ...figure([500], [1000], 0.55), recipe: "mnist-lenet" },
      { ...figure([22_000], [20_000]), kind: "evaluation", batchSize: 1 },
    ];
    expect(benchTable(figures)).toBe(
      [
        "Training, images/s        ours  Keras 3  ratio  rounds          target  verdict",
        "──────────────────────  ──────  ───────  ─────  ──────────────  ──────  ───────",
        "mnist-mlp, batch 128    43,000   31,000  1.39x  1.37 1.39 2.81   1.20x  reached",
        "mnist-lenet, batch 128     500    1,000  0.50x  0.50             0.55x  missed",
        "",
        "Evaluation, images/s    ours  Python  ratio  rounds  target  verdict",
        "────────────────────  ──────  ──────  ─────  ──────  ──────  ───────",
        "mnist-mlp, batch 1    22,000  20,000  1.10x  1.10         –  –",
      ].join("\n"),
    );
  });

  it("has only our figures without a peer", () => {
    expect(benchTable([figure([1234])]).split("\n").map((line) => line.trim())).toEqual([
      "Training, images/s     ours",
      "────────────────────  ─────",
      "mnist-mlp, batch 128  1,234",
    ]);
  });

  it("is empty without figures", () => {
    expect(benchTable([])).toBe("");
  });
});

describe("targetLines", () => {
  it.each([
    [figure([60], [100], 0.8), "ok: mnist-mlp training, batch 128: 0.60x of Keras 3,"],
    [figure([50], [100], 0.8), "FAILED: mnist-mlp training, batch 128: 0.50x of Keras 3,"],
    [
      figure([50], undefined, 0.8),
      "not measured: mnist-mlp training, batch 128: no peer of Keras 3,",
    ],
  ])("judges by a share of the target, %#", (row, start) => {
    expect(targetLines([row, figure([1], [1])], 0.7))
      .toEqual([`${start} required 0.56x, target 0.80x`]);
  });

  it("names the peer of an evaluation", () => {
    const [line] = targetLines([{ ...figure([1], [1], 1), kind: "evaluation" }], 1);
    expect(line).toContain("1.00x of Python's onnxruntime,");
  });
});

describe("kerasModel", () => {
  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    "describes every layer of %s",
    (_, recipe) => {
      const model = recipe.build({ shape: SHAPE, numClasses: 10, seed: 1 });
      const spec = kerasModel(model, recipe.optimizer);
      expect(spec.layers.map(({ className }) => className))
        .toEqual(model.layers.map((layer) => layer.getClassName()));
      expect(spec.layers.filter(({ config }) => Object.values(config).includes(undefined)))
        .toEqual([]);
      expect(spec.parameters).toBe(model.countParams());
      model.dispose();
    },
  );

  it("keeps what decides the work of LeNet", () => {
    const recipe = findRecipe("mnist-lenet");
    const model = recipe.build({ shape: SHAPE, numClasses: 10, seed: 1 });
    const { inputShape, layers, parameters } = kerasModel(model, recipe.optimizer);
    model.dispose();
    expect({ inputShape, parameters }).toEqual({ inputShape: [28, 28, 1], parameters: 186_110 });
    expect(layers.slice(0, 2)).toEqual([
      {
        className: "Conv2D",
        config: {
          filters: 32,
          kernel_size: [5, 5],
          strides: [1, 1],
          padding: "valid",
          activation: "relu",
          use_bias: true,
        },
      },
      {
        className: "MaxPooling2D",
        config: { pool_size: [2, 2], strides: [2, 2], padding: "valid" },
      },
    ]);
    expect(layers.at(-1)).toEqual({
      className: "Dense",
      config: { units: 10, activation: "softmax", use_bias: true },
    });
    expect(layers[4]).toEqual({ className: "Dropout", config: { rate: 0.2 } });
  });

  it.each<[OptimizerConfig, unknown]>([
    [{ name: "sgd", learningRate: 0.1 }, { className: "SGD", config: { learning_rate: 0.1 } }],
    [
      { name: "momentum", learningRate: 0.1, momentum: 0.9, nesterov: true },
      { className: "SGD", config: { learning_rate: 0.1, momentum: 0.9, nesterov: true } },
    ],
    [
      { name: "adam", learningRate: 0.1, beta1: 0.8, epsilon: 1e-7 },
      { className: "Adam", config: { learning_rate: 0.1, beta_1: 0.8, epsilon: 1e-7 } },
    ],
    [
      { name: "adagrad", learningRate: 0.1, initialAccumulatorValue: 0.2 },
      { className: "Adagrad", config: { learning_rate: 0.1, initial_accumulator_value: 0.2 } },
    ],
  ])("writes %j as Keras does", (optimizer, expected) => {
    expect(kerasOptimizer(optimizer)).toEqual(expected);
  });
});

describe("firstImages", () => {
  it.each([[2, 2], [5, 3]])("takes %d of 3", (count, expected) => {
    const images = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const shape = { height: 1, width: 2, channels: 1 };
    const set = { shape, images, labels: Uint8Array.of(0, 1, 0), count: 3 };
    const first = firstImages(set, count);
    expect(first.count).toBe(expected);
    expect([...first.images]).toEqual([...images.slice(0, expected * 2)]);
    expect(first.images.buffer).toBe(images.buffer);
    expect(first.labels).toHaveLength(expected);
  });
});

describe("runBench", () => {
  it("measures ours and the peer in turn, and evaluates what it trained", async () => {
    const dataset = await tinyDataset(64);
    const calls: string[] = [];
    const turns = (name: string, answers: readonly EpochTime[]) => {
      let next = 0;
      return Promise.resolve({
        turn: () => Promise.resolve(answers[next++ % answers.length]!),
        close: () => Promise.resolve(void calls.push(`${name} after ${next} turns`)),
      });
    };
    const peers: Peers = {
      train(recipe, train, options) {
        calls.push(`train ${recipe.name} ${train.count} ${options.epochs} ${options.threads}`);
        return turns("trained", times(9, 9, 0.01));
      },
      evaluate(onnx, images, { batchSize }) {
        expect(onnx.length).toBeGreaterThan(900_000);
        calls.push(`evaluate ${images.count} in ${batchSize}`);
        return turns("evaluated", times(1e-9));
      },
    };
    const lines: string[] = [];
    const seen: number[] = [];
    const figures = await runBench(dataset, {
      recipes: [findRecipe("mnist-mlp")],
      images: () => 48,
      epochs: 3,
      rounds: 2,
      seed: 1,
      threads: 2,
      peers,
      report: (line) => lines.push(line),
      onFigures: (done) => Promise.resolve(void seen.push(done.length)),
    });
    expect(calls).toEqual([
      ...["train mnist-mlp 48 3 2", "trained after 3 turns"],
      ...["train mnist-mlp 48 3 2", "trained after 3 turns"],
      ...["evaluate 48 in 128", "evaluated after 15 turns"],
      ...["evaluate 48 in 128", "evaluated after 15 turns"],
      ...["evaluate 48 in 1", "evaluated after 15 turns"],
      ...["evaluate 48 in 1", "evaluated after 15 turns"],
    ]);
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(
      /^mnist-mlp training, round 2 of 2: ours [\d,]+ images\/s, peer 10,000 images\/s, \d+\.\d\dx$/,
    );
    expect(seen).toEqual([3]);
    expect(figures).toMatchObject([
      { recipe: "mnist-mlp", kind: "training", peer: [10_000, 10_000], target: 1.2 },
      { kind: "evaluation", batchSize: 128, target: 0.95 },
      { kind: "evaluation", batchSize: 1 },
    ]);
    for (const { ours } of figures) {
      expect(ours).toHaveLength(2);
      for (const value of ours) expect(value).toBeGreaterThan(0);
    }
  });

  it("measures another engine's training against its own targets, and no evaluation", async () => {
    const lines: string[] = [];
    const figures = await runBench(await tinyDataset(16), {
      recipes: [findRecipe("mnist-mlp"), findRecipe("mnist-mlp-128")],
      images: () => 16,
      epochs: 1,
      rounds: 1,
      seed: 1,
      threads: 1,
      peers: {},
      engine: { engine: tfjsEngine, targets: { "mnist-mlp": 3 } },
      report: (line) => lines.push(line),
    });
    expect(figures.map(({ recipe, kind, target }) => [recipe, kind, target])).toEqual([
      ["mnist-mlp", "training", 3],
      ["mnist-mlp-128", "training", undefined],
    ]);
    expect(lines).toHaveLength(2);
  });

  it("times every epoch and gives a model that evaluates", async () => {
    const dataset = await tinyDataset(300);
    const recipe = findRecipe("mnist-mlp");
    const options = { numClasses: 10, epochs: 4, seed: 1 };
    const { epochs, onnx } = await trainOurs(recipe, dataset.train, options);
    expect(epochs.map(({ images }) => images)).toEqual([300, 300, 300, 300]);
    for (const { seconds } of epochs) expect(seconds).toBeGreaterThan(0);
    const { images, seconds } = await evaluateOurs(onnx, dataset.test, {
      batchSize: 128,
      threads: 1,
    });
    expect(images).toBe(300);
    expect(seconds).toBeGreaterThan(0);
  });
});
