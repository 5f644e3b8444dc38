import { describe, expect, it } from "vitest";
import { shuffledIndices } from "../../../src/data/mod.ts";

describe("shuffledIndices", () => {
  it.each([0, 1, 2, 1000])("is a permutation of %i numbers", (count) => {
    const sorted = shuffledIndices(count, 1, 0).toSorted();
    expect([...sorted]).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it("depends on seed and epoch alone", () => {
    const first = shuffledIndices(100, 42, 3);
    shuffledIndices(100, 42, 4);
    expect(shuffledIndices(100, 42, 3)).toEqual(first);
    expect(shuffledIndices(100, 42, 2)).not.toEqual(first);
    expect(shuffledIndices(100, 43, 3)).not.toEqual(first);
    // A change of these numbers changes every user's training run.
    expect([...shuffledIndices(10, 42, 0)]).toEqual([1, 4, 5, 0, 9, 6, 3, 2, 7, 8]);
  });

  it.each([
    ["seed", (i: number) => shuffledIndices(8, i, 0)],
    ["epoch", (i: number) => shuffledIndices(8, 7, i)],
  ])("puts every number everywhere equally often over each %s", (_title, shuffle) => {
    const counts = new Float64Array(64);
    for (let i = 0; i < 400; i++) {
      shuffle(i).forEach((value, place) => counts[place * 8 + value]! += 1);
    }
    const chiSquare = counts.reduce((sum, n) => sum + (n - 50) ** 2 / 50, 0);
    // 49 degrees of freedom: above 85.4 or below 23.9 with probability 0.001 each.
    expect(chiSquare).toBeLessThan(85.4);
    expect(chiSquare).toBeGreaterThan(23.9);
  });

  it.each([
    [-1, 0, 0, "count -1"],
    [1.5, 0, 0, "count 1.5"],
    [1, -1, 0, "seed -1"],
    [1, 2 ** 32, 0, "seed 4294967296"],
    [1, NaN, 0, "seed NaN"],
    [1, 0, -1, "epoch -1"],
  ])("refuses (%d, %d, %d)", (count, seed, epoch, received) => {
    expect(() => shuffledIndices(count, seed, epoch)).toThrow(RangeError);
    expect(() => shuffledIndices(count, seed, epoch)).toThrow(
      `Cannot shuffle with ${received}: expected a whole number 0 to `,
    );
  });
});
