import { describe, expect, it } from "vitest";
import { type NetworkLayer, networkSvg } from "../../../src/report/mod.ts";
import { layoutNetwork } from "../../../src/report/_network_layout.ts";
import { BRANCHES, CHAIN } from "./_pictures.ts";
import { HOSTILE } from "./_run.ts";
import { checkWellFormed } from "./_well_formed.ts";

const GOLDEN = "../../golden/report";
const layer = (name: string, inputs: readonly string[] = []): NetworkLayer => ({
  name,
  type: "Dense",
  outputShapes: [[null, 10]],
  parameters: 1234,
  inputs,
});

describe("networkSvg", () => {
  it.each([
    ["chain", CHAIN],
    ["branches", BRANCHES],
    ["one_layer", [layer("only")]],
  ])("draws %s", async (name, layers) => {
    const svg = networkSvg(layers);
    checkWellFormed(svg);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/network_${name}.svg`);
  });

  it("says name, type, shape without the batch, and parameters of each layer and of all", () => {
    const svg = networkSvg(CHAIN);
    for (
      const text of ["conv_1", "Conv2D", "24 × 24 × 20", "520 params", "no parameters", "2880"]
    ) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).toContain(">5 layers, 29,330 parameters<");
  });

  it("cuts long texts and escapes them", () => {
    const svg = networkSvg([{ ...layer(HOSTILE), type: "x".repeat(200) }]);
    checkWellFormed(svg);
    expect(svg).toMatch(/>x{20,60}…</);
    expect(svg).not.toContain("<script");
  });

  it.each([
    ["no layer", [], /0 layers/],
    ["two of a name", [layer("a"), layer("a")], /two layers are called "a"/],
    ["an unknown input", [layer("a"), layer("b", ["c"])], /layer "b": its input "c" is not one of/],
    ["a layer before its input", [layer("a", ["b"]), layer("b")], /layer "a": its input "b"/],
  ])("refuses %s", (_, layers, message) => {
    expect(() => networkSvg(layers)).toThrow(TypeError);
    expect(() => networkSvg(layers)).toThrow(message);
  });
});

describe("layoutNetwork", () => {
  const box = (...inputs: number[]) => ({ width: 100, inputs });

  it("makes a chain a straight column", () => {
    const { boxes, ranks } = layoutNetwork([box(), box(0), box(1)]);
    expect(ranks).toBe(3);
    expect(boxes.map(({ x }) => x)).toEqual([50, 50, 50]);
  });

  it("stands branches side by side, and leads a skip around what it skips", () => {
    const { boxes, edges } = layoutNetwork([box(), box(0), box(0), box(0, 1, 2)]);
    expect(boxes.map(({ rank }) => rank)).toEqual([0, 1, 1, 2]);
    expect(Math.abs(boxes[1]!.x - boxes[2]!.x)).toBeGreaterThan(100);
    const skip = edges.find(({ points }) => points.length === 3)!.points[1]!;
    for (const { x } of [boxes[1]!, boxes[2]!]) expect(Math.abs(x - skip.x)).toBeGreaterThan(50);
  });

  it("puts a second input above what takes it", () => {
    const { boxes } = layoutNetwork([box(), box(0), box(1), box(), box(2, 3)]);
    expect(boxes[3]!.rank).toBe(2);
  });

  it("never lets boxes of a row touch", () => {
    const nodes = Array.from(
      { length: 60 },
      (_, i) =>
        i === 0 ? box() : box(
          ...new Set(
            [Math.floor(i / 3), (i * 7) % i, i - 1 - (i % 2)].map((n) =>
              Math.max(0, Math.min(i - 1, n))
            ),
          ),
        ),
    );
    const { boxes, width } = layoutNetwork(nodes);
    for (const [i, a] of boxes.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(50 - 1e-6);
      expect(a.x).toBeLessThanOrEqual(width - 50 + 1e-6);
      for (const b of boxes.slice(i + 1).filter(({ rank }) => rank === a.rank)) {
        expect(Math.abs(a.x - b.x)).toBeGreaterThan(110);
      }
    }
  });
});
