import { describe, expect, it } from "vitest";
import {
  type Augmentation,
  completeAugmentation,
  drawTransform,
} from "../../../../src/data/mod.ts";
import { ALL } from "./_sets.ts";

const DRAWS = Array.from({ length: 20_000 }, (_, index) => drawTransform(ALL, 7, 3, index));

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)));
  const deviation = (values: readonly number[], m: number) =>
    Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
  return covariance / deviation(a, meanA) / deviation(b, meanB);
}

describe("drawTransform()", () => {
  it.each(
    [
      ["rotation", -30, 30],
      ["shiftX", -0.2, 0.2],
      ["shiftY", -0.2, 0.2],
      ["zoom", 0.8, 1.2],
    ] as const,
  )("draws %s evenly from %d to %d", (name, low, high) => {
    const tenths = new Array(10).fill(0);
    for (const draw of DRAWS) tenths[Math.floor(10 * (draw[name] - low) / (high - low))]++;
    // 2,000 expected, with a standard deviation of 42.
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(210);
    expect(tenths).toHaveLength(10);
  });

  it("mirrors half of the images", () => {
    const share = DRAWS.filter(({ flip }) => flip).length / DRAWS.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.02);
  });

  it.each([
    ["another part", DRAWS.map(({ shiftX }) => shiftX)],
    ["the next image", DRAWS.map((_, i) => drawTransform(ALL, 7, 3, i + 1).rotation)],
    ["the next epoch", DRAWS.map((_, i) => drawTransform(ALL, 7, 4, i).rotation)],
    ["the next seed", DRAWS.map((_, i) => drawTransform(ALL, 8, 3, i).rotation)],
  ])("draws without regard to %s", (_title, others) => {
    // The standard deviation of 20,000 independent pairs is 0.007.
    expect(Math.abs(correlation(DRAWS.map(({ rotation }) => rotation), others))).toBeLessThan(0.03);
  });

  it("gives the same for the same arguments, and each part its own draw", () => {
    expect(drawTransform(ALL, 7, 3, 5)).toEqual(DRAWS[5]);
    const turned = drawTransform({ rotation: 30 }, 7, 3, 5);
    expect(turned.rotation).toBe(DRAWS[5]!.rotation);
    expect([turned.shiftX, turned.shiftY, turned.zoom - 1].map(Math.abs)).toEqual([0, 0, 0]);
    expect(turned.flip).toBe(false);
  });
});

describe("completeAugmentation()", () => {
  it("fills in that nothing is done", () => {
    expect(completeAugmentation({})).toEqual({ rotation: 0, shift: 0, zoom: 0, flip: false });
    expect(completeAugmentation(ALL)).toEqual(ALL);
  });

  it.each<[unknown, string]>([
    [
      { rotation: 200 },
      "Cannot augment with rotation 200: expected degrees from 0 to 180. " +
      "Give 180 for every direction",
    ],
    [
      { rotation: -10 },
      "Cannot augment with rotation -10: expected degrees from 0 to 180. " +
      "Both directions are drawn: give rotation 10",
    ],
    [
      { shift: 10 },
      "Cannot augment with shift 10: expected a share from 0 to 1. For 10 % give 0.1",
    ],
    [{ zoom: 1 }, "Cannot augment with zoom 1: expected a share from 0 to below 1"],
    [{ zoom: NaN }, "Cannot augment with zoom NaN: expected a share from 0 to below 1"],
    [{ flip: 1 }, "Cannot augment with flip 1: expected true or false"],
    [
      { rotatoin: 10, shift: "a" },
      'Cannot augment with "rotatoin": expected one of rotation, shift, zoom, flip. ' +
      "Did you mean rotation?\nCannot augment with shift a: expected a share from 0 to 1",
    ],
  ])("refuses %j", (augmentation, message) => {
    expect(() => completeAugmentation(augmentation as Augmentation)).toThrow(
      new RangeError(message),
    );
  });
});
