import { describe, expect, it } from "vitest";
import { resizeArea } from "../../../src/preprocess/resize.ts";

const row = (...values: number[]) => ({
  width: values.length,
  height: 1,
  data: Float32Array.from(values),
});

describe("resizeArea", () => {
  it.each([
    ["by a whole factor", row(0, 10, 20, 40), 2, [5, 30]],
    ["by a fraction", row(0, 30, 60), 2, [10, 50]],
    ["to one pixel", row(1, 2, 3, 6), 1, [3]],
    ["to the same size", row(4, 5, 6), 3, [4, 5, 6]],
    ["larger by a whole factor", row(4, 8), 4, [4, 4, 8, 8]],
    ["larger by a fraction", row(0, 30), 3, [0, 15, 30]],
  ])("resizes %s, along both axes", (_title, plane, size, expected) => {
    expect([...resizeArea(plane, size, 1).data]).toEqual(expected);
    const column = { width: 1, height: plane.width, data: plane.data };
    expect([...resizeArea(column, 1, size).data]).toEqual(expected);
  });

  it("averages over the area in two dimensions", () => {
    const plane = { width: 3, height: 3, data: Float32Array.from([0, 9, 0, 9, 9, 0, 0, 0, 18]) };
    // Each target pixel covers 1.5 x 1.5 source pixels; the middle one is shared by all four.
    const expected = [
      (0 + 9 / 2 + 9 / 2 + 9 / 4) / 2.25,
      (9 / 2 + 0 + 9 / 4 + 0) / 2.25,
      (9 / 2 + 9 / 4 + 0 + 0) / 2.25,
      (9 / 4 + 0 + 0 + 18) / 2.25,
    ];
    resizeArea(plane, 2, 2).data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  it.each([[28, 28], [7, 13], [1, 1], [100, 3], [61, 89]])(
    "keeps the mean from 37 x 53 to %i x %i",
    (width, height) => {
      const data = Float32Array.from({ length: 37 * 53 }, (_, i) => (i * 7919) % 256);
      const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
      const resized = resizeArea({ width: 37, height: 53, data }, width, height);
      expect(resized.data).toHaveLength(width * height);
      expect(mean(resized.data)).toBeCloseTo(mean(data), 2);
    },
  );
});
