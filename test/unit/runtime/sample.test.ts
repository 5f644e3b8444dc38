import { describe, expect, it } from "vitest";
import { tensor } from "../../../src/graph/mod.ts";
import { firstRows, largestDifference } from "../../../src/runtime/_sample.ts";

const dynamic = [{ name: "x", dtype: "float32", shape: ["batch", 2] }] as const;
const x = tensor("float32", [3, 2], [1, 2, 3, 4, 5, 6]);

describe("firstRows", () => {
  it("cuts a symbolic first dimension", () => {
    expect(firstRows({ x }, dynamic, 2)).toEqual({ x: tensor("float32", [2, 2], [1, 2, 3, 4]) });
  });

  it.each([
    ["a fixed first dimension", [{ ...dynamic[0], shape: [3, 2] }], 2],
    ["no more rows than asked for", dynamic, 3],
  ])("leaves %s", (_, inputs, count) => {
    const sample = { x };
    expect(firstRows(sample, inputs, count)).toBe(sample);
  });
});

describe("largestDifference", () => {
  it.each<[string, number[], number[], number]>([
    ["nothing", [0.5, -2], [0.5, -2], 0],
    ["an absolute one up to 1", [0.5, 0.25], [0.5, 0], 0.25],
    ["a relative one above", [0, 110], [0, 100], 0.1],
    ["equal infinities", [Infinity, 1], [Infinity, 1], 0],
    ["equal NaNs", [NaN, 1], [NaN, 1], 0],
    ["a NaN", [NaN, 1], [0, 1], Infinity],
    ["a NaN that is expected", [0, 1], [NaN, 1], Infinity],
    ["an infinity", [Infinity, 1], [0, 1], Infinity],
  ])("finds %s", (_, actual, expected, difference) => {
    expect(
      largestDifference({ y: tensor("float64", [2], actual) }, {
        y: tensor("float64", [2], expected),
      }),
    ).toBeCloseTo(difference, 12);
  });

  it("takes a missing output and another shape for infinite", () => {
    expect(largestDifference({}, { x })).toBe(Infinity);
    expect(largestDifference({ x: { ...x, shape: [2, 3] } }, { x })).toBe(Infinity);
  });
});
