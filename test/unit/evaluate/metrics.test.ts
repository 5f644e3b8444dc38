import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import {
  mergeTallies,
  metricsOf,
  misclassified,
  tally,
  topClasses,
} from "../../../src/evaluate/metrics.ts";

/** Small generator, so that the samples do not depend on the code under test. */
function mulberry32(seed: number): () => number {
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Random labels and softmax rows; every third label is made the best class. */
function samples(count: number, numClasses: number, seed: number) {
  const random = mulberry32(seed);
  const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * numClasses));
  const probabilities = new Float32Array(count * numClasses);
  for (let i = 0; i < count; i++) {
    const row = Array.from({ length: numClasses }, () => random() * 4);
    if (i % 3 === 0) row[labels[i]!]! += 5;
    const sum = row.reduce((total, value) => total + Math.exp(value), 0);
    row.forEach((value, c) => probabilities[i * numClasses + c] = Math.exp(value) / sum);
  }
  return { labels, probabilities };
}

/** Metrics straight from their definitions, sample by sample and class by class. */
function reference(labels: Uint8Array, probabilities: Float32Array, numClasses: number) {
  const rows = Array.from(labels, (_, i) => [
    ...probabilities.slice(i * numClasses, (i + 1) * numClasses),
  ]);
  const orders = rows.map((row) => row.map((_, c) => c).sort((a, b) => row[b]! - row[a]! || a - b));
  const pairs = orders.map((order, i) => ({ label: labels[i]!, predicted: order[0]! }));
  const number = (test: (pair: { label: number; predicted: number }) => boolean) =>
    pairs.filter(test).length;
  return {
    accuracy: number(({ label, predicted }) => label === predicted) / labels.length,
    top2: orders.filter((order, i) => order.slice(0, 2).includes(labels[i]!)).length /
      labels.length,
    loss: rows.reduce((sum, row, i) => sum - Math.log(row[labels[i]!]!), 0) / labels.length,
    confusion: Array.from(
      { length: numClasses },
      (_, a) =>
        Array.from(
          { length: numClasses },
          (_, b) => number(({ label, predicted }) => label === a && predicted === b),
        ),
    ),
    perClass: Array.from({ length: numClasses }, (_, c) => {
      const both = number(({ label, predicted }) => label === c && predicted === c);
      const precision = both / number(({ predicted }) => predicted === c);
      const recall = both / number(({ label }) => label === c);
      return { precision, recall, f1: 2 * precision * recall / (precision + recall) };
    }),
    wrong: pairs.flatMap(({ label, predicted }, i) => label === predicted ? [] : [i]),
  };
}

describe("metrics of random samples", () => {
  it.each([
    { count: 400, numClasses: 2, seed: 1 },
    { count: 1000, numClasses: 10, seed: 2 },
    { count: 3000, numClasses: 37, seed: 3 },
  ])("agree with their definitions: $count samples, $numClasses classes", (row) => {
    const { count, numClasses, seed } = row;
    const { labels, probabilities } = samples(count, numClasses, seed);
    const expected = reference(labels, probabilities, numClasses);
    const actual = metricsOf(tally(labels, probabilities, numClasses));

    expect(actual.count).toBe(count);
    expect(actual.accuracy).toBe(expected.accuracy);
    expect(actual.topK[0]).toBe(expected.accuracy);
    expect(actual.topK[1]).toBe(expected.top2);
    expect(actual.topK).toHaveLength(Math.min(5, numClasses));
    expect(actual.loss).toBeCloseTo(expected.loss, 6);
    expect(actual.confusion).toEqual(expected.confusion);
    for (const [c, { precision, recall, f1 }] of expected.perClass.entries()) {
      expect(actual.perClass[c]!.precision).toBeCloseTo(precision, 12);
      expect(actual.perClass[c]!.recall).toBeCloseTo(recall, 12);
      expect(actual.perClass[c]!.f1).toBeCloseTo(f1, 12);
    }
    const mean = expected.perClass.reduce((sum, c) => sum + c.f1, 0) / numClasses;
    expect(actual.macro.f1).toBeCloseTo(mean, 12);
    expect(misclassified(labels, probabilities, numClasses).map((m) => m.index))
      .toEqual(expected.wrong);
  });

  it("agree with tfjs's loss and accuracy, unnormalised and clipped rows included", async () => {
    await tf.setBackend("cpu");
    const { labels, probabilities } = samples(64, 5, 4);
    probabilities.set([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0.2, 0.4, 0.1, 0.1, 0.1]);
    labels.set([0, 0, 1]);
    const truth = tf.oneHot(tf.tensor1d(labels, "int32"), 5).toFloat();
    const predicted = tf.tensor2d(probabilities, [64, 5]);
    const loss = tf.metrics.categoricalCrossentropy(truth, predicted).mean().dataSync()[0]!;
    const accuracy = tf.metrics.categoricalAccuracy(truth, predicted).mean().dataSync()[0]!;
    const actual = metricsOf(tally(labels, probabilities, 5));
    expect(Math.abs(actual.loss - loss)).toBeLessThan(1e-5);
    expect(actual.accuracy).toBeCloseTo(accuracy, 6);
  });
});

describe("tally", () => {
  it("clips certain predictions as Keras does", () => {
    expect(tally([0], [0, 1], 2).lossSum).toBeCloseTo(-Math.log(1e-7), 12);
    expect(tally([1], [0, 1], 2).lossSum).toBeCloseTo(-Math.log(1 - 1e-7), 12);
  });

  it("gives ties to the first class, and ranks the others after it", () => {
    const tied = [0.25, 0.25, 0.25, 0.25];
    expect(tally([0], tied, 4).confusion[0]).toEqual([1, 0, 0, 0]);
    expect(tally([2], tied, 4).ranks).toEqual([0, 0, 1, 0]);
    expect(tally([2], [0.1, 0.4, 0.1, 0.4], 4).ranks).toEqual([0, 0, 0, 1]);
  });

  it("counts nothing in no samples", () => {
    expect(tally([], [], 2)).toEqual({
      count: 0,
      confusion: [[0, 0], [0, 0]],
      ranks: [0, 0],
      lossSum: 0,
    });
  });

  it.each([
    ["NaN", [0], [NaN, 1], 2, RangeError, /value NaN of sample 0, class 0.*check the model/i],
    ["infinity", [0, 0], [1, 0, Infinity, 0], 2, RangeError, /Infinity of sample 1, class 0/],
    ["a negative logit", [0], [3.5, -2], 2, RangeError, /3.5 .*Apply softmax/],
    ["a negative value", [0], [1, -0.01], 2, RangeError, /-0.01 .*from 0 to 1/],
    ["zeros only", [0], [0, 0], 2, RangeError, /all of its 2 probabilities are 0/],
    ["a label too large", [2], [0.5, 0.5], 2, RangeError, /label 2 of sample 0.*0 to 1/],
    ["a negative label", [-1], [0.5, 0.5], 2, RangeError, /label -1/],
    ["a fractional label", [0.5], [0.5, 0.5], 2, RangeError, /label 0.5/],
    ["too few probabilities", [0, 1], [1, 0, 1], 2, TypeError, /2 \* 2 = 4 probabilities/],
    ["one class", [0], [1], 1, RangeError, /1 classes: expected an integer of at least 2/],
    ["no number of classes", [0], [1], NaN, RangeError, /NaN classes/],
  ])("refuses %s", (_, labels, probabilities, numClasses, type, message) => {
    for (const call of [tally, misclassified]) {
      expect(() => call(labels, probabilities, numClasses)).toThrow(type);
      expect(() => call(labels, probabilities, numClasses)).toThrow(message);
    }
  });

  it("takes the rounding of half precision", () => {
    expect(tally([0], [1.0005, 0], 2).count).toBe(1);
  });
});

describe("metricsOf", () => {
  it("measures nothing where there is nothing: never predicted, never present, neither", () => {
    // 0: right; 1: never predicted; 2: never present; 3: neither.
    const metrics = metricsOf(
      tally([0, 0, 1], [0.9, 0, 0.1, 0, 0, 0, 1, 0, 0.8, 0.2, 0, 0], 4),
    );
    expect(metrics.perClass).toEqual([
      { label: 0, precision: 0.5, recall: 0.5, f1: 0.5, support: 2, predicted: 2 },
      { label: 1, precision: null, recall: 0, f1: 0, support: 1, predicted: 0 },
      { label: 2, precision: 0, recall: null, f1: 0, support: 0, predicted: 1 },
      { label: 3, precision: null, recall: null, f1: null, support: 0, predicted: 0 },
    ]);
    expect(metrics.macro.precision).toBeCloseTo(0.5 / 3, 12);
    expect(metrics.macro.recall).toBeCloseTo(0.5 / 3, 12);
    expect(metrics.macro.f1).toBeCloseTo(0.5 / 3, 12);
  });

  it("refuses an empty set", () => {
    expect(() => metricsOf(tally([], [], 3))).toThrow(RangeError);
    expect(() => metricsOf(tally([], [], 3))).toThrow("Cannot compute metrics of 0 samples");
  });
});

describe("mergeTallies", () => {
  it("adds up to the tally of the whole, also through JSON", () => {
    const { labels, probabilities } = samples(100, 4, 5);
    const whole = tally(labels, probabilities, 4);
    const parts = [[0, 37], [37, 38], [38, 100]].map(([from, to]) =>
      tally(labels.subarray(from, to), probabilities.subarray(from! * 4, to! * 4), 4)
    );
    const merged = mergeTallies(JSON.parse(JSON.stringify(parts)));
    expect({ ...merged, lossSum: 0 }).toEqual({ ...whole, lossSum: 0 });
    expect(merged.lossSum).toBeCloseTo(whole.lossSum, 9);
    expect(mergeTallies([whole])).toEqual(whole);
  });

  it("refuses nothing, and tallies of different classes", () => {
    expect(() => mergeTallies([])).toThrow("Cannot merge 0 tallies");
    expect(() => mergeTallies([tally([], [], 2), tally([], [], 3)])).toThrow(
      "Cannot merge tallies of 2 and 3 classes",
    );
  });
});

describe("misclassified", () => {
  it("lists index, classes, probability and the three best", () => {
    const rows = [0.7, 0.1, 0.1, 0.1, 0.5, 0.25, 0.25, 0, 0, 0, 0, 1];
    expect(misclassified([0, 2, 0], rows, 4, { offset: 100 })).toEqual([
      {
        index: 101,
        label: 2,
        predicted: 0,
        probability: 0.5,
        top3: [
          { label: 0, probability: 0.5 },
          { label: 1, probability: 0.25 },
          { label: 2, probability: 0.25 },
        ],
      },
      {
        index: 102,
        label: 0,
        predicted: 3,
        probability: 1,
        top3: [
          { label: 3, probability: 1 },
          { label: 0, probability: 0 },
          { label: 1, probability: 0 },
        ],
      },
    ]);
  });

  it("has fewer than three best where there are two classes, and none when all is right", () => {
    expect(misclassified([1], [0.6, 0.4], 2)[0]!.top3).toHaveLength(2);
    expect(misclassified([0], [0.6, 0.4], 2)).toEqual([]);
  });
});

describe("topClasses", () => {
  it("sorts by probability, then by class", () => {
    expect(topClasses(new Float32Array([0.25, 0.5, 0.25]), 2)).toEqual([
      { label: 1, probability: 0.5 },
      { label: 0, probability: 0.25 },
    ]);
    expect(topClasses([0.1, 0.9], 5)).toHaveLength(2);
  });
});
