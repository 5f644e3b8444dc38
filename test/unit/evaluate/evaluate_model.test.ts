import { describe, expect, it } from "vitest";
import { type ImageSet, split } from "../../../src/data/mod.ts";
import { evaluateModel, type EvaluateOptions } from "../../../src/evaluate/mod.ts";
import { percentile } from "../../../src/evaluate/_batch_runner.ts";
import { noise, softmaxModel, softmaxReference } from "./_models.ts";

const shape = { height: 2, width: 2, channels: 1 };

/** Images whose labels are the model's own answers, but for every tenth. */
function imagesOf(count: number, imageShape = shape, numClasses = 3): ImageSet {
  const features = imageShape.height * imageShape.width * imageShape.channels;
  const images = noise(count * features);
  const rows = softmaxReference(Array.from(images, (byte) => byte / 255), features, numClasses);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const row = [...rows.subarray(i * numClasses, (i + 1) * numClasses)];
    const best = row.indexOf(Math.max(...row));
    return i % 10 === 9 ? (best + 1) % numClasses : best;
  });
  return { shape: imageShape, images, labels, count };
}

const cpu: EvaluateOptions = { provider: "cpu" };

describe("evaluateModel", () => {
  it.each([1, 7, 16, 40, 100])("finds the wrong ones at batch size %i", async (batchSize) => {
    const set = imagesOf(40);
    const result = await evaluateModel(softmaxModel(), set, { ...cpu, batchSize });
    expect(result.count).toBe(40);
    expect(result.accuracy).toBe(0.9);
    expect(result.misclassified.map(({ index }) => index)).toEqual([9, 19, 29, 39]);
    expect(result.confusion.flat().reduce((a, b) => a + b)).toBe(40);
    expect(result.perClass.map(({ support }) => support)).toEqual(
      [0, 1, 2].map((label) => set.labels.filter((own) => own === label).length),
    );
    const probabilities = softmaxReference(Array.from(set.images, (byte) => byte / 255), 4, 3);
    const loss = [...set.labels].reduce(
      (sum, label, i) => sum - Math.log(probabilities[i * 3 + label]!) / 40,
      0,
    );
    expect(result.loss).toBeCloseTo(loss, 5);
    expect(result.probabilities).toHaveLength(120);
    result.probabilities.forEach((value, i) => expect(value).toBeCloseTo(probabilities[i]!, 5));
    expect(result.probability).toHaveLength(40);
    result.probability.forEach((probability, i) => {
      const row = probabilities.slice(i * 3, i * 3 + 3);
      expect(probability).toBeCloseTo(Math.max(...row), 5);
      expect(row[result.predicted[i]!]).toBe(Math.max(...row));
    });
    expect(result).toMatchObject({ provider: "cpu", classNames: ["0", "1", "2"], warnings: [] });
    expect(result.providerReport.lines.at(-1)).toBe("Provider: cpu, as requested");
    expect(result.latency.batchSize).toBe(Math.min(batchSize, 40));
    expect(result.latency.p95).toBeGreaterThanOrEqual(result.latency.p50);
    expect(result.imagesPerSecond).toBeCloseTo(40 / result.seconds, 6);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it.each<[string, readonly (number | string)[]]>([
    ["flat", ["batch", 4]],
    ["height x width", ["batch", 2, 2]],
    ["channels first, of one channel", ["batch", 1, 2, 2]],
    ["a fixed batch, the last one padded", [16, 2, 2, 1]],
  ])("reads an input that is %s", async (_, inputShape) => {
    const result = await evaluateModel(softmaxModel({ inputShape }), imagesOf(40), cpu);
    expect([result.accuracy, result.count]).toEqual([0.9, 40]);
  });

  it("scales the pixels itself for a model older than DequantizeLinear", async () => {
    const result = await evaluateModel(softmaxModel({ opset: 9 }), imagesOf(40), cpu);
    expect([result.accuracy, result.count]).toEqual([0.9, 40]);
  });

  it("classifies colour images", async () => {
    const colour = { height: 3, width: 2, channels: 3 };
    const model = softmaxModel({ inputShape: ["batch", 3, 2, 3], numClasses: 5 });
    const result = await evaluateModel(model, imagesOf(50, colour, 5), cpu);
    expect(result.accuracy).toBe(0.9);
    expect(result.confusion).toHaveLength(5);
  });

  it("evaluates a view of a larger set", async () => {
    const { train, validation } = split(imagesOf(40), 0.25);
    const parts = await Promise.all(
      [train, validation].map((set) => evaluateModel(softmaxModel(), set, cpu)),
    );
    expect(parts.map(({ count }) => count)).toEqual([30, 10]);
    expect(parts.map(({ misclassified }) => misclassified.length)).toEqual([3, 1]);
  });

  it("chooses a provider by itself, and says how", async () => {
    const { provider, providerReport } = await evaluateModel(softmaxModel(), imagesOf(40));
    expect(providerReport.chosen).toBe(provider);
    expect(providerReport.checks.map((check) => check.provider)).toEqual(["cuda", "webgpu", "cpu"]);
  });

  it("runs on WebAssembly", async () => {
    const result = await evaluateModel(softmaxModel(), imagesOf(40), { provider: "wasm" });
    expect(result).toMatchObject({ provider: "wasm", accuracy: 0.9 });
  });

  it("takes labels and scale from the model", async () => {
    const preprocessing = {
      height: 2,
      width: 2,
      channels: 1,
      scale: 0.5,
      flatten: false,
      mode: "photo",
      invert: "never",
    };
    const metadata = {
      labels: JSON.stringify(["a", "b", "c"]),
      preprocessing: JSON.stringify(preprocessing),
    };
    const set = imagesOf(40);
    const own = await evaluateModel(softmaxModel({ metadata }), set, cpu);
    const given = await evaluateModel(softmaxModel(), set, { ...cpu, scale: 0.5 });
    const usual = await evaluateModel(softmaxModel({ metadata }), set, { ...cpu, scale: 1 / 255 });
    expect(own.classNames).toEqual(["a", "b", "c"]);
    expect(own.loss).toBe(given.loss);
    expect(own.loss).not.toBeCloseTo(usual.loss, 2);
    expect(usual.accuracy).toBe(0.9);
  });

  it("warns of other class names, and takes the data set's where the model has none", async () => {
    const metadata = { labels: JSON.stringify(["a", "b", "c"]) };
    const classNames = ["x", "y", "z"];
    const options = { ...cpu, classNames };
    const both = await evaluateModel(softmaxModel({ metadata }), imagesOf(20), options);
    expect(both.warnings).toEqual([
      "The model's classes (a, b, c) are not the data set's (x, y, z)",
    ]);
    const one = await evaluateModel(softmaxModel(), imagesOf(20), options);
    expect([one.warnings, one.classNames]).toEqual([[], classNames]);
  });

  const text = (content: string) => new TextEncoder().encode(content);
  const labelled = (labels: unknown) =>
    softmaxModel({
      metadata: { labels: typeof labels === "string" ? labels : JSON.stringify(labels) },
    });
  it.each<[string, Uint8Array, ImageSet, EvaluateOptions, unknown, string]>([
    [
      "images of another size",
      softmaxModel({ inputShape: ["batch", 28, 28, 1] }),
      imagesOf(4),
      cpu,
      TypeError,
      'Cannot classify images of 2 x 2 x 1 (height x width x channels) with the model: its input "x" ' +
      "is float32[batch,28,28,1], expected float32[batch,2,2,1] or float32[batch,4]. " +
      "Use the data set that the model was trained on",
    ],
    [
      "colour images, channels first",
      softmaxModel({ inputShape: ["batch", 3, 2, 2] }),
      imagesOf(4, { height: 2, width: 2, channels: 3 }),
      cpu,
      TypeError,
      "expected float32[batch,2,2,3] or float32[batch,12]",
    ],
    [
      "labels that the model does not know",
      softmaxModel({ numClasses: 2 }),
      { ...imagesOf(4), labels: Uint8Array.of(0, 1, 2, 0) },
      cpu,
      RangeError,
      "image 2 has label 2, but the model has 2 classes",
    ],
    [
      "an empty set",
      softmaxModel(),
      { ...imagesOf(4), count: 0, labels: new Uint8Array(0), images: new Uint8Array(0) },
      cpu,
      RangeError,
      "Cannot evaluate on 0 images",
    ],
    [
      "another number of class names",
      softmaxModel(),
      imagesOf(4),
      { ...cpu, classNames: ["a"] },
      RangeError,
      "the data set names 1 classes, but the model's output has 3",
    ],
    [
      "another batch size than the model's",
      softmaxModel({ inputShape: [8, 2, 2, 1] }),
      imagesOf(4),
      { ...cpu, batchSize: 4 },
      RangeError,
      "Cannot run batches of 4: the model takes batches of 8 only",
    ],
    [
      "logits",
      softmaxModel({ activation: "Neg" }),
      imagesOf(4),
      cpu,
      RangeError,
      "Apply softmax to a model that gives logits",
    ],
    ["a page", text("<html></html>"), imagesOf(4), cpu, SyntaxError, "HTML"],
    ["labels that are no JSON", labelled("[a"), imagesOf(4), cpu, SyntaxError, "labels"],
    ["labels that are numbers", labelled([1, 2, 3]), imagesOf(4), cpu, TypeError, "array of texts"],
  ])("refuses %s", async (_, model, set, options, type, message) => {
    const error = await evaluateModel(model, set, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
  });
});

describe("percentile", () => {
  it.each([
    [[5], 0.5, 5],
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4], 0.95, 4],
    [Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
    [[1, 2, 3], 0, 1],
  ])("of %j at %f is %i", (sorted, share, expected) => {
    expect(percentile(sorted, share)).toBe(expected);
  });
});
