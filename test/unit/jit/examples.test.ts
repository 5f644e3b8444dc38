import { describe, expect, it, vi } from "vitest";
import {
  compareExample,
  differingLines,
  EXAMPLES,
  largestDifference,
} from "../../../pipeline/cli/_examples.ts";
import { comparisonLines } from "../../../pipeline/cli/examples.ts";

vi.setConfig({ testTimeout: 180_000 });

describe("the programs of docs/examples", () => {
  it.each(EXAMPLES)(
    "$name trains as in plain tfjs, by three other lines at most",
    async (example) => {
      const { plain, ours, numLines } = await compareExample(example, example.short, ["cpu"]);
      expect(numLines).toBeGreaterThan(0);
      expect(numLines).toBeLessThanOrEqual(3);
      expect(plain.losses.length).toBeGreaterThan(1);
      expect(new Set(plain.losses).size).toBe(plain.losses.length);
      expect(largestDifference(plain.losses, ours.losses)).toBeLessThan(1e-5);
    },
  );

  it("lie in folders of their own", async () => {
    const folders: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir("docs/examples")) {
      if (isDirectory) folders.push(name);
    }
    expect(folders.sort()).toEqual(EXAMPLES.map(({ name }) => name).sort());
  });

  it("falls back to the next backend where kernels are missing", async () => {
    const shapes = EXAMPLES.find(({ name }) => name === "shapes")!;
    const { backend } = await compareExample(shapes, { count: 8, epochs: 1 });
    expect(backend).toBe("cpu");
    await expect(compareExample(shapes, { count: 8, epochs: 1 }, ["wasm"])).rejects.toThrow(
      "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'",
    );
  });
});

it.each([
  ["a\nb\nc", "a\nb\nc", 0],
  ["a\nb\nc", "a\nx\nc", 1],
  ["a\nb\nc", "a\nb\nx\nc", 1],
  ["a\nb\nc", "b\nc", 1],
  ["a\nb\nc\nd", "x\na\nb\ny\nd", 2],
  ["a", "x\ny\nz", 3],
])("differingLines(%j, %j) is %i", (a, b, expected) => {
  expect(differingLines(a, b)).toBe(expected);
  expect(differingLines(b, a)).toBe(expected);
});

it.each([
  [[1, 2], [1, 2], 0],
  [[1, 2], [1, 4], 0.5],
  [[4, -2], [1, -2], 0.75],
  [[0, 0], [0, 0], 0],
  [[1], [1, 2], Infinity],
  [[1, NaN], [1, 2], NaN],
])("largestDifference(%j, %j) is %d", (a, b, expected) => {
  expect(largestDifference(a, b)).toBe(expected);
});

it("comparisonLines() shows both side by side", () => {
  const lines = comparisonLines({
    example: { name: "toy", title: "a toy", short: {} },
    backend: "wasm",
    plain: { losses: [2, 1, 0.5], seconds: 75 },
    ours: { losses: [2, 1, 0.25], seconds: 6 },
    numLines: 2,
  });
  expect(lines).toEqual([
    "toy: a toy",
    "           first loss  last loss        time",
    "─────────  ──────────  ─────────  ──────────",
    "tfjs wasm     2.00000   0.500000  1 min 15 s",
    "ours          2.00000   0.250000       6.0 s",
    "2 lines differ, 3 losses differ by 5.0e-1 of their value at most, speed-up 12.5x",
  ]);
});
