import { describe, expect, it } from "vitest";
import { metricsOf, tally } from "../../../src/evaluate/metrics.ts";
import { confusionText, perClassText } from "../../../src/report/mod.ts";

describe("confusionText", () => {
  it("shows true classes as rows and predicted ones as columns", () => {
    expect(confusionText([[98, 2], [0, 100]], ["cat", "a long-haired dog"])).toBe([
      "true \\ predicted   cat  a long-…",
      "─────────────────  ───  ────────",
      "cat                 98         2",
      "a long-haired dog    ·       100",
    ].join("\n"));
  });

  const wide = Array.from(
    { length: 30 },
    (_, i) => Array.from({ length: 30 }, (_, j) => i === j ? 1000 : i === 3 && j < 3 ? 5 + j : 0),
  );
  const names = wide.map((_, i) => `class ${i}`);

  it("lists the most frequent errors where the matrix is wider than the terminal", () => {
    expect(confusionText(wide, names, { limit: 2 })).toBe([
      "true     predicted  samples",
      "───────  ─────────  ───────",
      "class 3  class 2          7",
      "class 3  class 1          6",
      "… and 1 more kind of error",
    ].join("\n"));
    expect(confusionText(wide, names).split("\n")).toHaveLength(5);
    expect(confusionText(wide, names, { width: 400 }).split("\n")).toHaveLength(32);
  });

  it("says so when a wide matrix has no errors", () => {
    const right = wide.map((row, i) => row.map((count, j) => i === j ? count : 0));
    expect(confusionText(right, names)).toBe("No errors");
  });

  it("refuses names that do not match", () => {
    expect(() => confusionText([[1]], ["a", "b"])).toThrow(TypeError);
  });
});

describe("perClassText", () => {
  const metrics = metricsOf(tally([0, 0, 1], [0.9, 0.1, 0, 0.9, 0.1, 0, 0.6, 0.4, 0], 3));

  it("shows the classes and their mean, and a dash where there is nothing to measure", () => {
    expect(perClassText(metrics, ["a", "b", "c"])).toBe([
      "class  precision    recall       f1  support",
      "─────  ─────────  ────────  ───────  ───────",
      "a        66.67 %  100.00 %  80.00 %        2",
      "b              –    0.00 %   0.00 %        1",
      "c              –         –        –        0",
      "mean     33.33 %   50.00 %  40.00 %        3",
    ].join("\n"));
  });

  it("refuses names that do not match", () => {
    expect(() => perClassText(metrics, ["a"])).toThrow(TypeError);
  });
});
