import { describe, expect, it } from "vitest";
import { type ImageSet, split } from "../../../src/data/mod.ts";
import { slice } from "../../../src/data/split.ts";

function set(count: number): ImageSet {
  return {
    shape: { height: 1, width: 2, channels: 3 },
    images: Uint8Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
    count,
  };
}

describe("split", () => {
  // The expected counts are Keras's int(math.floor(count * (1.0 - fraction))).
  it.each([
    [10, 0.2, 8],
    [10, 0.25, 7],
    [10, 0.7, 3],
    [7, 0.5, 3],
    [3, 0.1, 2],
    [256, 1 / 3, 170],
  ])("cuts the last part of %i images with fraction %f", (count, fraction, numTrain) => {
    const whole = set(count);
    const { train, validation } = split(whole, fraction);
    expect(train.count).toBe(numTrain);
    expect(validation.count).toBe(count - numTrain);
    expect([...train.images, ...validation.images]).toEqual([...whole.images]);
    expect([...train.labels, ...validation.labels]).toEqual([...whole.labels]);
    expect(validation.images[0]).toBe(numTrain);
    expect(validation.shape).toEqual(whole.shape);
  });

  it("makes views, not copies", () => {
    const whole = set(10);
    const { train, validation } = split(whole, 0.2);
    expect(train.images.buffer).toBe(whole.images.buffer);
    expect(validation.labels.buffer).toBe(whole.labels.buffer);
  });

  it.each([0, 1, -0.1, 1.5, NaN])("refuses the fraction %d", (fraction) => {
    expect(() => split(set(10), fraction)).toThrow(
      new RangeError(
        `Cannot split with validation fraction ${fraction}: expected a number between 0 and 1, ` +
          `both excluded, such as 0.2`,
      ),
    );
  });

  it("refuses a split that leaves a part empty", () => {
    expect(() => split(set(1), 0.5)).toThrow(
      new RangeError(
        "Cannot split 1 images with validation fraction 0.5: it leaves 0 for training and 1 for " +
          "validation, expected at least one in each. Use another fraction or more images",
      ),
    );
    expect(() => split(set(3), 1e-17)).toThrow("leaves 3 for training and 0 for validation");
  });
});

describe("slice", () => {
  it("takes a range", () => {
    expect([...slice(set(5), 1, 3).images]).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(slice(set(5), 2, 2).count).toBe(0);
  });

  it.each([[-1, 2], [3, 2], [0, 6], [0.5, 2]])("refuses the range %d to %d", (start, end) => {
    expect(() => slice(set(5), start, end)).toThrow(RangeError);
  });
});
