import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { next, seeded } from "../../../../src/random/_sfc32.ts";
import { fillRandom } from "../../../../src/random/mod.ts";
import { onnxEngine, prepareTfjs, tfjsEngine } from "../../../../src/train/mod.ts";
import { digits, smallLenet } from "./_digits.ts";

prepareTfjs();

const SIZE = 4;

/** The masks that a step draws are a function of seed, step and the layer's place: here they are again. */
function maskOf(shape: readonly number[], rate: number, seed: number, step: number, index: number) {
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  fillRandom(values, { kind: "dropout", rate }, seed, step, index);
  return tf.tensor(values, [...shape]);
}

/** Multiplies by the tensor that its holder has at the moment: dropout by hand. */
class Masked extends tf.layers.Layer {
  constructor(readonly holder: { mask: tf.Tensor }, name: string) {
    super({ name });
  }
  static get className() {
    return "Masked";
  }
  override computeOutputShape(shape: tf.Shape) {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, this.holder.mask);
  }
}

/** A convolution, whose mask lies in NCHW while training, and a dense layer, each dropped behind. */
function model(dropout: (name: string) => tf.layers.Layer): tf.Sequential {
  const weights = (seed: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });
  const { layers } = tf;
  const made = tf.sequential({
    layers: [
      layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 3,
        kernelSize: 5,
        strides: 4,
        ...weights(1),
      }),
      dropout("dropout_1"),
      layers.flatten(),
      layers.dense({ units: 7, activation: "relu", ...weights(2) }),
      dropout("dropout_2"),
      layers.dense({ units: 10, activation: "softmax", ...weights(3) }),
    ],
  });
  made.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
  return made;
}

it("a step computes what tfjs computes with the same masks", async () => {
  const [seed, rate] = [11, 0.4];
  const holders = [{ mask: tf.scalar(1) as tf.Tensor }, { mask: tf.scalar(1) as tf.Tensor }];
  let made = 0;
  const options = { seed, batchSize: SIZE, provider: "cpu" } as const;
  const reference = await tfjsEngine.compile(
    model((name) => new Masked(holders[made++]!, name)),
    options,
  );
  const program = await onnxEngine.compile(
    model((name) => tf.layers.dropout({ name, rate })),
    options,
  );
  for (let step = 0; step < 3; step++) {
    // Drawn as the graph has it: channels first behind a convolution.
    holders[0]!.mask = tf.transpose(maskOf([SIZE, 3, 6, 6], rate, seed, step, 0), [0, 2, 3, 1]);
    holders[1]!.mask = maskOf([SIZE, 7], rate, seed, step, 1);
    const { x, y } = digits(step, SIZE);
    const expected = await reference.trainOnBatch(x, y, SIZE, step);
    const logs = await program.trainOnBatch(x, y, SIZE, step);
    expect(logs["loss"]).toBeCloseTo(expected["loss"]!, 5);
  }
  const [actual, expected] = [program.getState().tensors, reference.getState().tensors];
  Object.values(expected).forEach(({ data }, i) => {
    const values = Object.values(actual)[i]!.data;
    data.forEach((value: number | bigint, k: number) =>
      expect(Number(values[k])).toBeCloseTo(Number(value), 5)
    );
  });
  await program.dispose();
});

it("each step and each layer has masks of its own, the same for the same step", async () => {
  const program = await onnxEngine.compile(smallLenet({ dropout: 0.5 }), {
    seed: 5,
    batchSize: SIZE,
    provider: "cpu",
  });
  program.learningRate = 0;
  const state = program.getState();
  const { x, y } = digits(0, SIZE);
  const losses: number[] = [];
  for (const step of [0, 1, 2, 1]) {
    program.setState(state);
    losses.push((await program.trainOnBatch(x, y, SIZE, step))["loss"]!);
  }
  expect(new Set(losses.slice(0, 3)).size).toBe(3);
  expect(losses[3]).toBe(losses[1]);
  await program.dispose();
});

describe("masks", () => {
  const SIZE = 200_000;
  const draw = (rate: number, seed = 1, step = 0, index = 0) => {
    const mask = new Float32Array(SIZE);
    fillRandom(mask, { kind: "dropout", rate }, seed, step, index);
    return mask;
  };
  /** Standard deviations that a share of `SIZE` independent draws of probability `p` lies off. */
  const deviations = (share: number, p: number, size = SIZE) =>
    Math.abs(share - p) / Math.sqrt(p * (1 - p) / size);

  it.each([0.1, 0.25, 0.4, 0.5, 0.9])("drop their rate, %f, and scale the rest", (rate) => {
    const mask = draw(rate);
    const kept = mask.filter((value) => value !== 0);
    expect(deviations(1 - kept.length / SIZE, rate)).toBeLessThan(4);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
  });

  it.each([0.1, 0.25, 1 / 3, 0.5, 0.9])("drop the draws below %f, lower half first", (rate) => {
    const state = seeded(3, 7, 2);
    const expected = Array.from({ length: 500 }, () => {
      const bits = next(state);
      const half = (draw: number) =>
        draw < Math.round(rate * 65_536) ? 0 : Math.fround(1 / (1 - rate));
      return [half(bits & 0xffff), half(bits >>> 16)];
    });
    expect([...draw(rate, 3, 7, 2).subarray(0, 1000)]).toEqual(expected.flat());
  });

  it("of an odd size are filled to the end", () => {
    const masks = Array.from({ length: 200 }, (_, step) => {
      const mask = new Float32Array(3).fill(-1);
      fillRandom(mask, { kind: "dropout", rate: 0.5 }, 1, step, 0);
      return mask;
    });
    expect(masks.every((mask) => mask.every((value) => value === 0 || value === 2))).toBe(true);
    expect(new Set(masks.map((mask) => mask[2])).size).toBe(2);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 784])("are independent at distance %i", (distance) => {
    const mask = draw(0.3);
    let both = 0;
    for (let i = distance; i < SIZE; i++) if (mask[i] === 0 && mask[i - distance] === 0) both++;
    expect(deviations(both / (SIZE - distance), 0.09)).toBeLessThan(4.5);
  });

  it.each([
    ["seeds", (i: number) => draw(0.5, i)],
    ["steps", (i: number) => draw(0.5, 1, i)],
    ["layers", (i: number) => draw(0.5, 1, 0, i)],
    [
      "a seed, a step and a layer that change places",
      (i: number) =>
        draw(0.5, ...([[1, 2, 3], [2, 1, 3], [3, 2, 1], [1, 3, 2]][i] as [number, number, number])),
    ],
  ])("are independent between %s", (_what, drawn) => {
    const masks = [0, 1, 2, 3].map(drawn);
    for (const [i, a] of masks.entries()) {
      for (const b of masks.slice(i + 1)) {
        const equal = a.reduce((sum, value, k) => sum + (value === b[k] ? 1 : 0), 0);
        expect(deviations(equal / SIZE, 0.5)).toBeLessThan(4.5);
      }
    }
  });

  it("drop each element about as often as any other over many steps", () => {
    const counts = new Float64Array(64);
    const mask = new Float32Array(64);
    for (let step = 0; step < 4000; step++) {
      fillRandom(mask, { kind: "dropout", rate: 0.5 }, 7, step, 0);
      mask.forEach((value, i) => counts[i]! += value === 0 ? 1 : 0);
    }
    counts.forEach((count) => expect(deviations(count / 4000, 0.5, 4000)).toBeLessThan(4.5));
  });
});
