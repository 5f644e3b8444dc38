import { Buffer } from "node:buffer";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { digitSvg, featureMapsSvg, filtersSvg, samplesSvg } from "../../../src/report/mod.ts";
import { diverging, isDark, sequential } from "../../../src/report/_colour_map.ts";
import { fitText, textWidth } from "../../../src/report/_measure.ts";
import { featureMaps, filters, LONG_NAMES, samples } from "./_pictures.ts";
import { HOSTILE } from "./_run.ts";
import { checkWellFormed } from "./_well_formed.ts";

const GOLDEN = "../../golden/report";
const RGB = { width: 12, height: 8, channels: 3 };
const images = (svg: string) =>
  [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)]
    .map(([, text]) => decode(Buffer.from(text!, "base64")));

describe("pictures", () => {
  const [digit] = samples(LONG_NAMES);
  const [colour] = samples(["red"], 1, RGB);
  it.each([
    ["training_images", () => samplesSvg(samples(LONG_NAMES))],
    [
      "training_images_rgb",
      () => samplesSvg(samples(["red", "green"], 3, RGB), { title: "Three" }),
    ],
    ["training_images_none", () => samplesSvg([])],
    ["digit_28", () => digitSvg(digit!)],
    ["digit_rgb", () => digitSvg(colour!)],
    ["digit_large", () => digitSvg(samples(["a"], 1, { width: 90, height: 60 })[0]!)],
    ["filters_5x5", () => filtersSvg(filters(20, 5))],
    ["filters_3x3_rgb", () => filtersSvg({ ...filters(6, 3, 3), total: 64 })],
    ["filters_none", () => filtersSvg({ layer: "embedding", filters: [] })],
    ["feature_maps", () => featureMapsSvg(featureMaps(digit!))],
    ["feature_maps_none", () => featureMapsSvg({ image: colour!, layers: [] })],
  ])("draws %s", async (name, draw) => {
    const svg = draw();
    checkWellFormed(svg);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/${name}.svg`);
  });

  it("escape class and layer names", () => {
    const image = { ...digit!, label: HOSTILE };
    for (
      const svg of [
        samplesSvg([image]),
        digitSvg(image),
        filtersSvg({ ...filters(1, 3), layer: HOSTILE }),
        featureMapsSvg({ image, layers: [{ layer: HOSTILE, maps: [] }] }),
      ]
    ) {
      checkWellFormed(svg);
      expect(svg).not.toContain("<script");
    }
  });

  it("refuse images whose pixels do not fill their shape, and half a column", () => {
    const short = { ...digit!, data: new Uint8Array(3) };
    expect(() => samplesSvg([short])).toThrow(RangeError);
    expect(() => digitSvg(short)).toThrow(/28 x 28 x 1 from 3 values: expected 784/);
    expect(() => featureMapsSvg({ image: short, layers: [] })).toThrow(RangeError);
    expect(() => samplesSvg([], { columns: 0.5 })).toThrow(/in 0.5 columns: expected a positive/);
  });
});

describe("digitSvg", () => {
  it("says every pixel's value, in its place, and colours it by the fixed scale", () => {
    const data = Uint8Array.of(0, 128, 255, 7, 9, 200);
    const svg = digitSvg({ index: 0, label: "x", width: 3, height: 2, channels: 1, data });
    const rows = [...svg.matchAll(/<text y="[^"]*">(<tspan.*?)<\/text>/g)];
    const values = rows.map(([, row]) => [...row!.matchAll(/>(\d+)</g)].map(([, value]) => value));
    expect(values).toEqual([["0", "128", "255"], ["7", "9", "200"]]);
    const [heat] = images(svg);
    expect([...heat!.data.slice(3, 6)]).toEqual([...sequential(128 / 255)]);
  });

  it("shows each channel of an RGB image by itself", () => {
    const data = Uint8Array.of(255, 0, 128, 255, 0, 128);
    const svg = digitSvg({ index: 0, label: "x", width: 2, height: 1, channels: 3, data });
    expect(images(svg).slice(0, 3).map((image) => [...image.data.slice(0, 3)])).toEqual([
      [...sequential(1)],
      [...sequential(0)],
      [...sequential(128 / 255)],
    ]);
  });
});

describe("filtersSvg", () => {
  it("draws 0 neutral and both signs to one scale", () => {
    const plane = { width: 3, height: 1, values: [-1, 0, 2] };
    const svg = filtersSvg({ layer: "a", filters: [[plane]] });
    expect([...images(svg)[0]!.data]).toEqual([
      ...diverging(-0.5),
      ...diverging(0),
      ...diverging(1),
    ]);
    expect(svg).toContain(">-2.0000<");
  });

  it("survives weights that are all 0 or no numbers", () => {
    const plane = { width: 2, height: 1, values: [0, NaN] };
    expect([...images(filtersSvg({ layer: "a", filters: [[plane]] }))[0]!.data]).toEqual([
      ...diverging(0),
      ...diverging(0),
    ]);
  });
});

describe("colours", () => {
  it("grow lighter along the sequential scale, without a step back", () => {
    const lightness = Array.from({ length: 21 }, (_, i) => {
      const [r, g, b] = sequential(i / 20);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(lightness.toSorted((a, b) => a - b)).toEqual(lightness);
    // The ends of matplotlib's table are #00224e and #fee838; the polynomials miss them by a little.
    const near = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(near(sequential(0), [0, 34, 78])).toBeLessThan(6);
    expect(near(sequential(1), [254, 232, 56])).toBeLessThan(15);
  });

  it("call for white text where that has more contrast", () => {
    expect([isDark([0, 0, 0]), isDark([255, 255, 255]), isDark([118, 118, 118])])
      .toEqual([true, false, false]);
    expect([isDark(sequential(0)), isDark(sequential(1))]).toEqual([true, false]);
  });
});

describe("fitText", () => {
  it.each([
    ["Ankle boot", 100, "Ankle boot"],
    ["WWWWWWWWWWWW", 60, "WWWW…"],
    ["猫猫猫猫猫猫", 60, "猫猫…"],
    ["iiiiiiiiiiii", 60, "iiiiiiiiiiii"],
    ["anything", 0, "…"],
  ])("%s in %i pixels is %s", (text, width, expected) => {
    expect(fitText(text, width, 12)).toBe(expected);
  });

  it("keeps within the width", () => {
    const text = "Hamburgefonstiv 0123 WM@ ﬁﬂ";
    for (let width = 20; width < 300; width += 7) {
      expect(textWidth(fitText(text, width, 11), 11)).toBeLessThanOrEqual(width);
    }
  });
});
