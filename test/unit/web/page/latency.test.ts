import { describe, expect, it } from "vitest";
import { Latencies } from "../../../../web/page/latency.ts";

function filled(values: readonly number[], kept?: number): Latencies {
  const latencies = new Latencies(kept);
  for (const value of values) latencies.add(value);
  return latencies;
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => 100 - i);

describe("Latencies", () => {
  it.each([
    [[5], 0.5, 5],
    [[5], 0.95, 5],
    [[3, 1, 2], 0.5, 2],
    [[4, 3, 2, 1], 0.5, 2],
    [HUNDRED, 0.5, 50],
    [HUNDRED, 0.95, 95],
    [HUNDRED, 1, 100],
    [HUNDRED, 0, 1],
  ])("of %j at %f is %f", (values, share, expected) => {
    expect(filled(values).percentile(share)).toBe(expected);
  });

  it("agree with their definition: the least value that the share does not exceed", () => {
    const values = Array.from({ length: 37 }, (_, i) => (i * 29) % 37);
    for (const share of [0.01, 0.25, 0.5, 0.75, 0.95, 1]) {
      const shareWithin = (value: number) => values.filter((v) => v <= value).length / 37;
      const expected = Math.min(...values.filter((value) => shareWithin(value) >= share));
      expect(filled(values).percentile(share)).toBe(expected);
    }
  });

  it("counts as many as the page says", async () => {
    const html = await Deno.readTextFile(new URL("../../../../web/index.html", import.meta.url));
    const { count } = filled(Array.from({ length: 1000 }, (_, i) => i));
    expect(html).toContain(`last ${count}<`);
  });

  it("forgets the oldest", () => {
    const latencies = filled([100, 1, 2, 3], 3);
    expect(latencies.count).toBe(3);
    expect(latencies.percentile(1)).toBe(3);
  });

  it("has no percentile before the first and after clearing", () => {
    const latencies = filled([]);
    expect(latencies.percentile(0.5)).toBeUndefined();
    latencies.add(1);
    latencies.clear();
    expect(latencies.percentile(0.5)).toBeUndefined();
    expect(latencies.count).toBe(0);
  });
});
