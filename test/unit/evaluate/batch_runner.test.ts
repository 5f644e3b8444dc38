import { describe, expect, it } from "vitest";
import type { ImageSet } from "../../../src/data/mod.ts";
import { BatchRunner } from "../../../src/evaluate/_batch_runner.ts";
import { withByteInput } from "../../../src/evaluate/_byte_input.ts";
import { layoutOf } from "../../../src/evaluate/_layout.ts";
import { type Dimension, encodeModel, GraphBuilder, tensor } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { noise, softmaxModel, softmaxReference } from "./_models.ts";

const SCALE = 1 / 255;
const shape = { height: 2, width: 2, channels: 1 };

const imagesOf = (count: number): ImageSet => ({
  shape,
  images: noise(count * 4),
  labels: new Uint8Array(count),
  count,
});

/** Probabilities by the path that scales in JavaScript, or by the one that scales in the graph. */
async function run(model: Uint8Array, set: ImageSet, batchSize: number, inGraph: boolean) {
  const plain = await createSession(model);
  const layout = layoutOf(plain, set.shape);
  const runner = new BatchRunner(set, layout, batchSize, SCALE);
  try {
    if (!inGraph) return (await runner.run(plain)).probabilities;
    const scaling = withByteInput(model, layout.input, SCALE)!;
    const session = await createSession(scaling.model);
    return (await runner.run(session, scaling.input).finally(() => session.release()))
      .probabilities;
  } finally {
    await plain.release();
  }
}

describe("BatchRunner", () => {
  it.each<[string, Dimension, number]>([
    ["whole batches", "batch", 10],
    ["a smaller last batch", "batch", 16],
    ["one batch, not full", "batch", 64],
    ["a fixed batch", 10, 10],
    ["a fixed batch, the last one filled", 16, 16],
    ["a fixed batch larger than the set", 64, 64],
  ])("scales in JavaScript and in the graph alike: %s", async (_, batch, batchSize) => {
    const set = imagesOf(40);
    const model = softmaxModel({ inputShape: [batch, 2, 2, 1] });
    const expected = softmaxReference(Array.from(set.images, (byte) => byte * SCALE), 4, 3);
    for (const inGraph of [false, true]) {
      const actual = await run(model, set, batchSize, inGraph);
      expect(actual).toHaveLength(expected.length);
      actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    }
  });

  it.each([false, true])("refuses a model that loses a row; in the graph: %s", async (inGraph) => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", ["batch", 4]);
    const [first, end] = [0, -1].map((i) => builder.constant(tensor("int64", [1], [i])));
    const info = [{ dtype: "float32", shape: ["rows", 4] }] as const;
    const [fewer] = builder.node("Slice", [x, first!, end!, first!], info);
    const [y] = builder.node("Softmax", [fewer!], info);
    const model = encodeModel(builder.build("fewer", [{ value: y!, name: "y" }]));
    await expect(run(model, imagesOf(8), 8, inGraph)).rejects.toThrow(
      "Cannot evaluate: the model gave 28 values for 8 images, expected 8 * 4 = 32",
    );
  });
});
