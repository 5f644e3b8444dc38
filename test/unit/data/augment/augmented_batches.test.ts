import { describe, expect, it, onTestFinished } from "vitest";
import {
  augmentedBatches,
  type AugmentedBatchOptions,
  drawTransform,
  shuffledIndices,
  transformImage,
} from "../../../../src/data/mod.ts";
import { errorOf } from "../_fixtures.ts";
import { ALL, collect, imageOf, numberedSet } from "./_sets.ts";

const SET = numberedSet(23);
const OPTIONS = { augmentation: ALL, seed: 7, batchSize: 4, numClasses: 3 };

function open(options: Partial<AugmentedBatchOptions> = {}, set = SET) {
  const source = augmentedBatches(set, { ...OPTIONS, ...options });
  onTestFinished(() => source.close());
  return source;
}

describe.each([0, 1, 3])("augmentedBatches() with %i workers", (workers) => {
  it("gives each image as its own draw has it, scaled and one-hot encoded", async () => {
    const indices = shuffledIndices(SET.count, 7, 2);
    const found = await collect(open({ workers, scale: 2 / 255, offset: -1 }), 2, indices);
    expect(found.map(({ size }) => size)).toEqual([4, 4, 4, 4, 4, 3]);
    expect(found.flatMap(({ x }) => x)).toEqual([...indices].flatMap((index) => {
      const transform = drawTransform(ALL, 7, 2, index);
      return [...transformImage(imageOf(SET, index), SET.shape, transform)]
        .map((pixel) => Math.fround(pixel * (2 / 255) - 1));
    }));
    expect(found.flatMap(({ y }) => y)).toEqual(
      [...indices].flatMap((index) => [0, 1, 2].map((label) => label === index % 3 ? 1 : 0)),
    );
  });

  it("gives an epoch the same images whatever came before, in other batches too", async () => {
    const source = open({ workers });
    const [first, second] = [await collect(source, 0), await collect(source, 1)];
    expect(second).not.toEqual(first);
    expect(await collect(open({ workers }), 1)).toEqual(second);
    const cutOtherwise = await collect(open({ workers, batchSize: 7 }), 1);
    expect(cutOtherwise.flatMap(({ x }) => x)).toEqual(second.flatMap(({ x }) => x));
    expect(await collect(source, 0)).toEqual(first);
  });

  it("can leave an epoch early and go on with another", async () => {
    const source = open({ workers });
    for await (const { size } of source.epoch(0)) {
      expect(size).toBe(4);
      break;
    }
    expect(await collect(source, 1)).toEqual(await collect(open({ workers: 0 }), 1));
  });

  it("takes RGB images, fewer images than a batch, and none", async () => {
    const colours = numberedSet(3, 4, 6, 3);
    const found = await collect(open({ workers, batchSize: 8 }, colours), 0);
    expect(found).toEqual(await collect(open({ workers: 0, batchSize: 8 }, colours), 0));
    expect(found[0]!.x).toHaveLength(3 * 4 * 6 * 3);
    expect(await collect(open({ workers }), 0, [])).toEqual([]);
  });

  it.each([[[23], "image 23 of 23: expected an index from 0 to 22"], [[0, -1], "image -1 of 23"]])(
    "refuses the indices %j",
    async (indices, message) => {
      const error = await errorOf(() => collect(open({ workers }), 0, indices));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toContain(message);
    },
  );

  it("refuses a label out of range", async () => {
    const error = await errorOf(() => collect(open({ workers, numClasses: 2 }), 0));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain("label 2 of image 2: expected 0 to 1");
  });

  it("hands an error of the thread that augments to the caller, at every epoch", async () => {
    const short = { ...SET, images: SET.images.subarray(0, 22 * 35 + 3) };
    const source = open({ workers }, short);
    for (const epoch of [0, 1]) {
      const error = await errorOf(() => collect(source, epoch));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain("Cannot transform 3 pixels: expected 35");
    }
  });
});

describe("augmentedBatches()", () => {
  it.each<[Partial<AugmentedBatchOptions>, string]>([
    [{ batchSize: 0 }, "Cannot make batches with batchSize 0: expected a whole number from 1"],
    [
      { numClasses: 0.5 },
      "Cannot make batches with numClasses 0.5: expected a whole number from 1",
    ],
    [{ seed: -1 }, "Cannot augment with seed -1: expected a whole number from 0 to 4294967295"],
    [{ workers: 1.5 }, "Cannot augment with workers 1.5: expected a whole number from 0 to 64"],
    [
      { augmentation: { zoom: 2 } },
      "Cannot augment with zoom 2: expected a share from 0 to below 1. For 2 % give 0.02",
    ],
  ])("refuses %j at once", (options, message) => {
    expect(() => augmentedBatches(SET, { ...OPTIONS, ...options })).toThrow(
      new RangeError(message),
    );
  });

  it("says so when it is used after its end", async () => {
    const source = open();
    source.close();
    source.close();
    expect((await errorOf(() => collect(source, 0))).message).toBe(
      "Cannot augment images: the batches were closed",
    );
  });

  it("ends an iteration that waits when it is closed", async () => {
    const source = open();
    const waiting = errorOf(() => collect(source, 0));
    source.close();
    expect((await waiting).message).toBe("Cannot augment images: the batches were closed");
  });
});
