import { Buffer } from "node:buffer";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { gridSvg } from "../../../src/report/mod.ts";
import { checkWellFormed } from "./_well_formed.ts";
import { cells, LONG_NAMES, samples } from "./_pictures.ts";
import { cell, HOSTILE } from "./_run.ts";

const GOLDEN = "../../golden/report";

const images = (svg: string) =>
  [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)]
    .map(([, text]) => decode(Buffer.from(text!, "base64")));

describe("gridSvg", () => {
  it.each([
    { name: "none", cells: [], options: {} },
    {
      name: "mixed",
      cells: [
        cell(),
        cell({ predicted: "3", probability: 1 }),
        cell({ label: "a long class name", predicted: "another long one", channels: 3 }),
      ],
      options: { title: "Samples" },
    },
    {
      name: "capped",
      cells: Array.from({ length: 12 }, (_, index) => cell({ index })),
      options: { limit: 10, total: 1234 },
    },
    {
      name: "with_top_classes",
      cells: cells(samples(LONG_NAMES, 9), LONG_NAMES, { top: true }),
      options: { columns: 5 },
    },
  ])("draws $name", async ({ name, cells, options }) => {
    const svg = gridSvg(cells, options);
    checkWellFormed(svg);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/grid_${name}.svg`);
  });

  it.each([1, 3])("embeds images of %i channels as they are", (channels) => {
    const original = cell({ height: 5, width: 3, channels });
    const [png] = images(gridSvg([original]));
    expect(png).toMatchObject({ height: 5, width: 3, channels, depth: 8 });
    expect([...png!.data]).toEqual([...original.data]);
  });

  it("embeds an image that is a view into a larger array", () => {
    const all = Uint8Array.from({ length: 64 }, (_, i) => i);
    const [png] = images(gridSvg([cell({ data: all.subarray(16, 32) })]));
    expect([...png!.data]).toEqual([...all.slice(16, 32)]);
  });

  it("caps the cells and says how many there are", () => {
    const cells = Array.from({ length: 60 }, () => cell());
    expect(images(gridSvg(cells))).toHaveLength(48);
    expect(gridSvg(cells)).toContain(">48 of 60 shown<");
    expect(gridSvg(cells, { limit: 5, total: 8000 })).toContain(">5 of 8,000 shown<");
  });

  it("draws bars as long as the probabilities", () => {
    const top = [{ name: "5", probability: 0.75 }, { name: "3", probability: 0.25 }];
    const svg = gridSvg([cell({ top })]);
    const widths = [...svg.matchAll(/class="first faint"[^>]*? width="([\d.]+)"/g)]
      .map(([, width]) => Number(width));
    expect(widths[0]! / widths[1]!).toBeCloseTo(3);
    expect(svg).toContain(">75.0 %<");
  });

  it("marks right and wrong by more than colour", () => {
    const right = gridSvg([cell({ predicted: "3" })]);
    const wrong = gridSvg([cell()]);
    const mark = (svg: string) => svg.match(/stroke-width="2" d="([^"]*)"/)![1];
    expect(mark(right)).not.toBe(mark(wrong));
    expect(right).toContain('<rect class="right"');
    expect(wrong).toContain('<rect class="wrong"');
    expect(wrong).toContain("<title>Sample 7: true 3, predicted 5 (61.0 %)</title>");
    expect(wrong).toContain("image-rendering:pixelated");
  });

  it("escapes names and heading", () => {
    const svg = gridSvg([cell({ label: HOSTILE })], { title: HOSTILE });
    checkWellFormed(svg);
    checkWellFormed(gridSvg([], { emptyText: HOSTILE }));
    expect(svg).not.toContain("<script");
  });

  it.each([
    ["missing pixels", { data: new Uint8Array(15) }, /4 x 4 x 1 from 15 values: expected 16/],
    ["two channels", { channels: 2 }, /with 2 channels: expected 1/],
    [
      "no pixels",
      { height: 0, data: new Uint8Array(0) },
      /4 x 0 pixels: expected whole numbers from 1/,
    ],
  ])("refuses %s", (_, overrides, message) => {
    expect(() => gridSvg([cell(overrides)])).toThrow(RangeError);
    expect(() => gridSvg([cell(overrides)])).toThrow(message);
  });

  it.each([["limit", 0], ["limit", 1.5], ["columns", -1]])("refuses %s %f", (name, value) => {
    expect(() => gridSvg([cell()], { [name]: value })).toThrow(RangeError);
    expect(() => gridSvg([cell()], { [name]: value })).toThrow(`${name} ${value}`);
  });
});
