import { describe, expect, it } from "vitest";
import { calibrationOf, calibrationSvg } from "../../../src/report/mod.ts";
import { outcomes } from "./_pictures.ts";
import { checkWellFormed } from "./_well_formed.ts";

const GOLDEN = "../../golden/report";

describe("calibrationOf", () => {
  it("counts, and weighs the distances by the samples", () => {
    const { bins, count, expectedError } = calibrationOf(
      [0.95, 1, 0.9, 0.55, 0.5, 0],
      [true, true, false, true, false, false],
      2,
    );
    expect(count).toBe(6);
    expect(bins.map((bin) => [bin.from, bin.to, bin.count, bin.right])).toEqual([
      [0, 0.5, 2, 0],
      [0.5, 1, 4, 3],
    ]);
    expect(bins[0]!.confidence).toBeCloseTo(0.25);
    expect(bins[1]!.confidence).toBeCloseTo(0.85);
    // 2/6 * |0 - 0.25| + 4/6 * |0.75 - 0.85|, by hand.
    expect(expectedError).toBeCloseTo(0.15);
  });

  it("finds no error where confidence and accuracy agree", () => {
    const confidences = Array.from({ length: 1000 }, () => 0.8);
    const right = confidences.map((_, i) => i % 5 > 0);
    expect(calibrationOf(confidences, right).expectedError).toBeCloseTo(0, 10);
    expect(calibrationOf(confidences, right.map(() => true)).expectedError).toBeCloseTo(0.2);
  });

  it("takes float32's 1.0000001 for 1", () => {
    expect(calibrationOf([1.0000001], [true]).bins.at(-1)!.count).toBe(1);
  });

  it.each(
    [
      ["no samples", [], [], 10, RangeError, /calibration of 0 samples/],
      [
        "too few outcomes",
        [0.5],
        [],
        10,
        TypeError,
        /Cannot compare 1 confidences with 0 outcomes/,
      ],
      [
        "a confidence above 1",
        [0.5, 1.5],
        [true, true],
        10,
        RangeError,
        /confidence 1.5 of sample 1/,
      ],
      ["NaN", [NaN], [true], 10, RangeError, /confidence NaN of sample 0/],
      ["half a bin", [1], [true], 0.5, RangeError, /Cannot use 0.5 bins/],
    ] as const,
  )("refuses %s", (_, confidences, right, bins, type, message) => {
    expect(() => calibrationOf(confidences, right, bins)).toThrow(type);
    expect(() => calibrationOf(confidences, right, bins)).toThrow(message);
  });
});

describe("calibrationSvg", () => {
  const { confidences, right } = outcomes(2000);

  it.each([
    ["ten_bins", calibrationOf(confidences, right)],
    ["one_sample", calibrationOf([0.3], [false])],
    [
      "twenty_bins_of_many",
      calibrationOf(
        Array.from({ length: 24_000 }, (_, i) => i < 100 ? 0.4 : 0.99),
        Array.from({ length: 24_000 }, (_, i) => i % 50 > 0),
        20,
      ),
    ],
  ])("draws %s", async (name, calibration) => {
    const svg = calibrationSvg(calibration);
    checkWellFormed(svg);
    expect(svg).not.toContain("NaN");
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/calibration_${name}.svg`);
  });

  it("ends a bar at the bin's accuracy, between the ends of its interval", () => {
    const svg = calibrationSvg(calibrationOf([0.95, 0.95, 0.95, 0.95], [true, true, true, false]));
    const bar =
      /<\/title><rect class="first faint" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"\/><path class="line/
        .exec(svg)!;
    expect(Number(bar[2])).toBeCloseTo(0.75 * 300);
    const [, low, high] = /class="whisker" d="M[\d.]+ ([\d.]+)V([\d.]+)/.exec(svg)!.map(Number);
    const share = (y: number) => (Number(bar[1]) + Number(bar[2]) - y) / 300;
    // Wilson's bounds are the shares p that lie 1.96 of their own standard errors from 3 of 4.
    for (const p of [share(low!), share(high!)]) {
      expect(Math.abs(0.75 - p) / Math.sqrt(p * (1 - p) / 4)).toBeCloseTo(1.96, 2);
    }
    expect(low).toBeGreaterThan(high!);
  });
});
