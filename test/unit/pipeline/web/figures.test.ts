import { describe, expect, it } from "vitest";
import { figureLines, figuresOf, missedLimits } from "../../../../pipeline/web/measure/figures.ts";
import type { PageMeasures } from "../../../../pipeline/web/measure/measure_page.ts";

const GOOD: PageMeasures = {
  transfer: { gzip: 4_200_000, br: 2_412_345 },
  modelBytes: 50_900,
  readyMs: 812.4,
  firstPredictionMs: 31,
  medianMs: 1.25,
  longestTaskMs: 0,
};

describe("the page's figures", () => {
  it("stand beside their limits", () => {
    expect(figureLines(figuresOf(GOOD))).toEqual([
      "In Chromium                         measured  at most",
      "───────────────────────────────  ───────────  ───────",
      "Cold transfer, gzip                  4.20 MB  4.20 MB",
      "Cold transfer, brotli                2.41 MB  2.90 MB",
      "Model file                             51 kB   400 kB",
      "From navigation to ready              812 ms        –",
      "First prediction after pen down        31 ms        –",
      "Prediction, median                   1.25 ms  2.00 ms",
      "Longest task while drawing       under 50 ms    50 ms",
    ]);
  });

  it.each<[string, Partial<PageMeasures>, string[]]>([
    ["nothing", {}, []],
    ["gzip", { transfer: { gzip: 4_200_001, br: 1 } }, ["gzip 4.20 MB (at most 4.20 MB)"]],
    ["brotli", { transfer: { gzip: 1, br: 3e6 } }, ["brotli 3.00 MB (at most 2.90 MB)"]],
    ["the model", { modelBytes: 400_001 }, ["model file 400 kB (at most 400 kB)"]],
    ["the median", { medianMs: 2.5 }, ["prediction, median 2.50 ms (at most 2.00 ms)"]],
    ["a long task", { longestTaskMs: 61.4 }, ["drawing 61 ms (at most 50 ms)"]],
    ["a lesson", { lessonMs: 3100 }, ["lesson of five drawings 3100 ms (at most 3000 ms)"]],
    ["what was not measured", { medianMs: NaN }, ["prediction, median NaN ms"]],
    ["two at once", { medianMs: 3, modelBytes: 5e5 }, ["model file", "prediction, median"]],
  ])("miss their limits: %s", (_title, worse, missed) => {
    const lines = missedLimits(figuresOf({ ...GOOD, ...worse }));
    expect(lines).toEqual(missed.map((text) => expect.stringContaining(text)));
  });

  it.each<[string, Partial<PageMeasures>, number]>([
    ["a median of 2.8 ms", { medianMs: 2.8 }, 0],
    ["a median of 2.9 ms", { medianMs: 2.9 }, 1],
    ["a task of 71 ms", { longestTaskMs: 71 }, 0],
    ["a lesson of 4.3 s", { lessonMs: 4300 }, 1],
    ["gzip just above its limit", { transfer: { gzip: 4_200_001, br: 1 } }, 1],
    ["a model just above its limit", { modelBytes: 400_001 }, 1],
  ])("with 0.7 of the speed: %s", (_title, worse, missed) => {
    expect(missedLimits(figuresOf({ ...GOOD, ...worse }), 0.7)).toHaveLength(missed);
  });
});
