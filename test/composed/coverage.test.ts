import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { prepareTfjs } from "../../src/train/mod.ts";
import { BLOCKS } from "./_blocks.ts";
import { compose, SIZES } from "./_compose.ts";
import type { Feature } from "./_composer.ts";
import { MERGES } from "./_merges.ts";
import { NUMBERS } from "./_numbers.ts";
import { OPTIMIZERS } from "./_optimizers.ts";

prepareTfjs();

const MODELS = NUMBERS.map(compose);

const count = (has: (composed: typeof MODELS[number]) => boolean) => MODELS.filter(has).length;

/** Layers by class, those inside of wrappers too. */
function classNames({ layers }: tf.LayersModel): string[] {
  return layers.flatMap((layer) => {
    const { layer: inner, forwardLayer } = layer as unknown as Record<string, tf.layers.Layer>;
    return [layer, inner, forwardLayer].flatMap((each) => each?.getClassName() ?? []);
  });
}

/** What a layer says of itself, and how many tensors it takes. */
interface Config {
  readonly inputs: number;
  readonly [field: string]: unknown;
}

function configOf(layer: tf.layers.Layer): Config {
  const { inputShapes } = layer.inboundNodes[0]!;
  return { ...layer.getConfig(), inputs: inputShapes.length };
}

const has = (sizes: unknown) => sizes !== undefined && sizes !== null;

/** Whether one of the first sizes is less than the second's along the same axis. */
function less(first: unknown, second: unknown): boolean {
  if (!has(first) || !has(second)) return false;
  const [a, b] = [[first].flat() as number[], [second].flat() as number[]];
  return b.some((size, i) => (a[i] ?? a[0]!) < size);
}

describe("the composed models", () => {
  it.each([...BLOCKS, ...MERGES].map(({ title }) => [title]))("have %s", (title) => {
    expect(count(({ titles }) => titles.includes(title))).toBeGreaterThan(0);
  });

  it.each<[Feature]>([
    ["branch"],
    ["shared"],
    ["merge"],
    ["merge of ranks"],
    ["inputs"],
    ["outputs"],
  ])("have more than five with: %s", (feature) => {
    expect(count(({ features }) => features.has(feature))).toBeGreaterThan(5);
  });

  it.each([
    ...["Dense", "Conv1D", "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"],
    ...["MaxPooling1D", "AveragePooling1D", "MaxPooling2D", "AveragePooling2D"],
    ...["GlobalMaxPooling1D", "GlobalAveragePooling1D"],
    ...["GlobalMaxPooling2D", "GlobalAveragePooling2D"],
    ...["BatchNormalization", "LayerNormalization", "Embedding"],
    ...["Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout"],
    ...["Flatten", "Reshape", "Permute", "RepeatVector"],
    ...["ZeroPadding2D", "Cropping2D", "UpSampling2D"],
    ...["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax"],
    ...["SimpleRNN", "GRU", "LSTM", "Bidirectional", "TimeDistributed"],
    ...["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"],
  ])("have tfjs's class %s", (name) => {
    expect(count(({ model }) => classNames(model).includes(name))).toBeGreaterThan(0);
  });

  it.each<[string, (config: Config) => boolean]>([
    ["a regularizer", ({ kernelRegularizer }) => kernelRegularizer != null],
    ["a constraint", ({ kernelConstraint }) => kernelConstraint != null],
    ["overlapping pools", ({ poolSize, strides }) => less(strides, poolSize)],
    ["padded pools", ({ poolSize, padding }) => poolSize !== undefined && padding === "same"],
    ["pools with gaps", ({ poolSize, strides }) => less(poolSize, strides)],
    ["convolutions, same", ({ kernelSize, padding }) => has(kernelSize) && padding === "same"],
    ["convolutions, valid", ({ kernelSize, padding }) => has(kernelSize) && padding === "valid"],
    ["strided convolutions", ({ kernelSize, strides }) => has(kernelSize) && less([1], strides)],
    ["dilated convolutions", ({ dilationRate }) => less([1], dilationRate)],
    ["concatenation along axis 1", ({ axis, inputs }) => inputs > 1 && axis === 1],
    ["concatenation along axis 2", ({ axis, inputs }) => inputs > 1 && axis === 2],
    ["concatenation along axis 3", ({ axis, inputs }) => inputs > 1 && axis === 3],
  ])("have %s", (_title, matches) => {
    expect(count(({ model }) => model.layers.map(configOf).some(matches))).toBeGreaterThan(0);
  });

  it("train with every optimizer, and most losses", () => {
    const trained = MODELS.flatMap((model, i) => model.untrainable === undefined ? [i] : []);
    const { length } = OPTIMIZERS;
    expect(new Set(trained.map((i) => NUMBERS[i]! % length)).size).toBe(length);
    const losses = trained.flatMap((i) => MODELS[i]!.heads.map(({ loss }) => loss));
    expect(new Set(losses).size).toBeGreaterThanOrEqual(10);
  });

  it("are refused for training in a few cases only", () => {
    const refused = count(({ untrainable }) => untrainable !== undefined);
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(20);
  });

  it("have three to ten layers, and a shared layer where they say so", () => {
    for (const { model, features } of MODELS) {
      const layers = model.layers.filter((layer) => layer.getClassName() !== "InputLayer");
      expect(layers.length).toBeGreaterThanOrEqual(SIZES[0]);
      expect(layers.length).toBeLessThanOrEqual(SIZES[1]);
      const shared = layers.some(({ inboundNodes }) => inboundNodes.length > 1);
      expect(shared, model.name).toBe(features.has("shared"));
    }
  });

  it("are the same when they are composed again", () => {
    for (const number of [3, 50, 97]) {
      const [first, second] = [compose(number), compose(number)];
      const weights = ({ model }: typeof first) =>
        model.getWeights().map((each) => each.dataSync());
      expect(second.titles).toEqual(first.titles);
      expect(weights(second)).toEqual(weights(first));
      for (const { model } of [first, second]) model.dispose();
    }
  });
});
