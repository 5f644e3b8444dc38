import { describe, expect, it } from "vitest";
import { batches, type ImageSet, oneHot } from "../../../src/data/mod.ts";

/** Image i has the pixels 10 i, 10 i + 1 ... and the label i modulo 3. */
function set(count: number, pixels = 5): ImageSet {
  return {
    shape: { height: 1, width: pixels, channels: 1 },
    images: Uint8Array.from({ length: count * pixels }, (_, i) => {
      return 10 * Math.floor(i / pixels) + i % pixels;
    }),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
    count,
  };
}

/** Copies what a batch holds, as its buffers are used again. */
function collect(...args: Parameters<typeof batches>) {
  return [...mapped(batches(...args))];
}
function* mapped(all: Iterable<{ x: Float32Array; y: Float32Array; size: number }>) {
  for (const { x, y, size } of all) yield { x: [...x], y: [...y], size };
}

describe("batches", () => {
  it("cuts in order, with a smaller last batch", () => {
    const result = collect(set(5), { batchSize: 2, numClasses: 3, scale: 1 });
    expect(result).toEqual([
      { x: [0, 1, 2, 3, 4, 10, 11, 12, 13, 14], y: [1, 0, 0, 0, 1, 0], size: 2 },
      { x: [20, 21, 22, 23, 24, 30, 31, 32, 33, 34], y: [0, 0, 1, 1, 0, 0], size: 2 },
      { x: [40, 41, 42, 43, 44], y: [0, 1, 0], size: 1 },
    ]);
  });

  it.each([
    [6, 2, [2, 2, 2]],
    [5, 5, [5]],
    [5, 100, [5]],
    [1, 1, [1]],
    [0, 4, []],
  ])("cuts %i images by %i into %j", (count, batchSize, sizes) => {
    const result = collect(set(count), { batchSize, numClasses: 3 });
    expect(result.map(({ size }) => size)).toEqual(sizes);
  });

  it.each([1, 3, 4, 7, 8, 20])("copies images of %i pixels", (pixels) => {
    const [batch] = collect(set(2, pixels), { batchSize: 2, numClasses: 3, scale: 1 });
    expect(batch!.x).toEqual([...set(2, pixels).images]);
  });

  it("gathers by index, repeats included", () => {
    const indices = Uint32Array.of(4, 0, 4);
    const result = collect(set(5, 1), { batchSize: 2, numClasses: 3, scale: 1, indices });
    expect(result).toEqual([
      { x: [40, 0], y: [0, 1, 0, 1, 0, 0], size: 2 },
      { x: [40], y: [0, 1, 0], size: 1 },
    ]);
  });

  it("scales by 1/255, or as told", () => {
    const images = { ...set(1, 3), images: Uint8Array.of(0, 51, 255) };
    const [plain] = collect(images, { batchSize: 1, numClasses: 3 });
    expect(plain!.x).toEqual([0, Math.fround(51 / 255), 1]);
    const [shifted] = collect(images, {
      batchSize: 1,
      numClasses: 3,
      scale: 2 / 255,
      offset: -1,
    });
    expect(shifted!.x).toEqual([-1, Math.fround(-0.6), 1]);
  });

  it("uses two pairs of buffers in turn, the last batch included", () => {
    const used = Array.from(
      batches(set(9), { batchSize: 2, numClasses: 3 }),
      ({ x, y }) => [x.buffer, y.buffer],
    );
    expect(used).toHaveLength(5);
    expect(new Set(used.flat()).size).toBe(4);
    used.slice(2).forEach(([x, y], i) => {
      expect(x).toBe(used[i]![0]);
      expect(y).toBe(used[i]![1]);
    });
  });

  it("leaves a batch alone while the next one is prepared", () => {
    const iterator = batches(set(4, 1), { batchSize: 2, numClasses: 3, scale: 1 })
      [Symbol.iterator]();
    const { x } = iterator.next().value!;
    const before = [...x];
    iterator.next();
    expect([...x]).toEqual(before);
  });

  it("can be iterated again, also while an earlier iteration is under way", () => {
    const all = batches(set(4, 1), { batchSize: 2, numClasses: 3, scale: 1 });
    const first = all[Symbol.iterator]().next().value;
    expect([...mapped(all)]).toHaveLength(2);
    expect([...first!.x]).toEqual([0, 10]);
  });

  it.each([0, -1, 1.5, NaN])("refuses the batch size %d at once", (batchSize) => {
    expect(() => batches(set(4), { batchSize, numClasses: 3 })).toThrow(
      new RangeError(
        `Cannot make batches with batchSize ${batchSize}: expected a whole number from 1`,
      ),
    );
  });

  it.each([[[5]], [[-1]], [[0.5]]])("refuses the indices %j", (indices) => {
    expect(() => collect(set(5), { batchSize: 1, numClasses: 3, indices })).toThrow(
      new RangeError(`Cannot take image ${indices[0]} of 5: expected an index from 0 to 4`),
    );
  });

  it("refuses a label out of range", () => {
    expect(() => collect(set(5), { batchSize: 5, numClasses: 2 })).toThrow(
      new RangeError(
        "Cannot encode label 2 of image 2: expected 0 to 1 for 2 classes. " +
          "Raise numClasses or correct the label",
      ),
    );
  });
});

describe("oneHot", () => {
  it("sets one column a row", () => {
    expect([...oneHot([2, 0], 3)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(oneHot([], 3)).toHaveLength(0);
  });

  it.each([[[0, 3]], [[0, -1]], [[0, NaN]]])("refuses the labels %j", (labels) => {
    expect(() => oneHot(labels, 3)).toThrow(
      new RangeError(
        `Cannot encode label ${labels[1]} at position 1: expected 0 to 2 for 3 classes. ` +
          `Raise the number of classes or correct the label`,
      ),
    );
  });
});
