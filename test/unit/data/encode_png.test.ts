import { describe, expect, it } from "vitest";
import { decodeImage, encodePng } from "../../../src/data/mod.ts";

describe("encodePng", () => {
  it.each([
    [1, [5, 6, 7, 8, 9, 10], [5, 5, 5, 255, 6, 6, 6, 255]],
    [3, Array.from({ length: 18 }, (_, i) => i), [0, 1, 2, 255, 3, 4, 5, 255]],
  ])("writes %i channels that decode to the same pixels", (channels, values, start) => {
    const bytes = encodePng({ width: 3, height: 2, channels, data: Uint8Array.from(values) });
    const image = decodeImage(bytes, "file");
    expect([image.width, image.height]).toEqual([3, 2]);
    expect([...image.data.subarray(0, 8)]).toEqual(start);
    expect(image.data[20]).toBe(values[5 * channels]);
  });

  it.each([
    [0, 2, 1, 0, "Cannot encode a PNG of 0 x 2 pixels: expected whole numbers from 1"],
    [1.5, 2, 1, 3, "Cannot encode a PNG of 1.5 x 2 pixels: expected whole numbers from 1"],
    [2, 2, 4, 16, "Cannot encode a PNG with 4 channels: expected 1 (gray) or 3 (RGB)"],
    [2, 2, 3, 4, "Cannot encode a PNG of 2 x 2 x 3 from 4 values: expected 12"],
  ])("refuses %d x %d x %d from %d values", (width, height, channels, length, message) => {
    const image = { width, height, channels, data: new Uint8Array(length) };
    expect(() => encodePng(image)).toThrow(new RangeError(message));
  });
});
