import { describe, expect, it } from "vitest";
import type { Preprocessing } from "../../../../src/preprocess/mod.ts";
import { sampleInput } from "../../../../web/page/samples.ts";

const SPEC: Preprocessing = {
  height: 2,
  width: 3,
  channels: 1,
  scale: 1 / 255,
  flatten: false,
  mode: "digit",
  invert: "auto",
};

function sample(pixels: readonly number[]) {
  const base64 = btoa(String.fromCharCode(...pixels));
  return { index: 7, label: 0, predicted: 0, pixels: base64 };
}

describe("sampleInput", () => {
  it("is the pixels times the model's scale", () => {
    const input = sampleInput(sample([0, 51, 102, 153, 204, 255]), SPEC);
    expect([...input]).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map(Math.fround));
  });

  it("has a value for each channel", () => {
    const pixels = Array.from({ length: 18 }, (_, i) => i);
    const input = sampleInput(sample(pixels), { ...SPEC, channels: 3, scale: 1 });
    expect([...input]).toEqual(pixels);
  });

  it("refuses an image of another size", () => {
    expect(() => sampleInput(sample([1, 2, 3]), SPEC))
      .toThrow("Cannot show test image 7 of 3 values: the model takes 6");
  });
});
