import { encode as encodeJpeg } from "jpeg-js";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeImage, encodePng, loadDataset } from "../../../src/data/mod.ts";
import { preprocess, type Preprocessing, type RgbaImage } from "../../../src/preprocess/mod.ts";
import { resizeArea } from "../../../src/preprocess/resize.ts";
import { enlarge, type Gray, gray, negative, pad, rgba, strokes } from "./_images.ts";

const SPEC: Preprocessing = {
  height: 28,
  width: 28,
  channels: 1,
  scale: 1 / 255,
  flatten: false,
  mode: "digit",
  invert: "auto",
};

const viaPng = ({ width, height, data }: Gray) =>
  decodeImage(encodePng({ width, height, channels: 1, data }), "digit.png");

const viaJpeg = (image: Gray, quality: number) => {
  const { data } = encodeJpeg(rgba(image) as Parameters<typeof encodeJpeg>[0], quality);
  return decodeImage(Uint8Array.from(data), "digit.jpg");
};

// MNIST's digits were made by the rule that "digit" implements, so each digit, however it comes,
// must lead back to itself.
describe("preprocess leads real MNIST digits back to themselves", () => {
  let digits: Gray[];
  beforeAll(async () => {
    const { images } = (await loadDataset("mnist")).test;
    digits = Array.from({ length: 100 }, (_, i) => ({
      width: 28,
      height: 28,
      data: images.subarray(i * 784, (i + 1) * 784),
    }));
  });

  const difference = (digit: Gray, image: RgbaImage) => {
    const values = preprocess(image, SPEC);
    expect(values).toHaveLength(784);
    return values.map((value, i) => Math.abs(value - digit.data[i]! / 255));
  };
  const mean = (values: Iterable<number>) => {
    const all = [...values];
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };

  // Two things differ: a tenth of the digits are stretched from 254 to 255, and outermost rows no
  // lighter than 16 are not taken for ink.
  it.each<[string, (digit: Gray) => RgbaImage]>([
    ["as PNG", viaPng],
    ["black on white", (digit) => viaPng(negative(digit))],
    ["moved on a larger canvas", (digit) => viaPng(pad(digit, 90, 61, 55, 3))],
    ["moved, black on white", (digit) => viaPng(negative(pad(digit, 90, 61, 2, 31)))],
    ["ten times as large", (digit) => viaPng(enlarge(digit, 10))],
    ["three times as large, moved, black on white", (digit) => {
      return viaPng(negative(pad(enlarge(digit, 3), 200, 120, 100, 10)));
    }],
    ["in white on a transparent canvas", (digit) => strokes(enlarge(digit, 5), 255)],
    ["in black on a transparent canvas", (digit) => strokes(enlarge(digit, 5), 0)],
  ])("%s: pixel by pixel", (_title, present) => {
    const differences = digits.flatMap((digit) => [...difference(digit, present(digit))]);
    expect(Math.max(...differences.slice(0, 784))).toBeLessThan(0.004);
    expect(differences.reduce((max, value) => Math.max(max, value), 0)).toBeLessThan(16.1 / 255);
    expect(mean(differences)).toBeLessThan(1e-4);
  });

  // Here a centre of mass half way between two pixels may go to the other one, so that a few
  // digits move by a pixel: the median counts.
  it.each<[string, (digit: Gray) => RgbaImage, number]>([
    ["in pale gray on white", (digit) => {
      return viaPng({ ...digit, data: digit.data.map((value) => 255 - Math.round(value / 2)) });
    }, 0.001],
    ["as a JPEG of ten times the size", (digit) => viaJpeg(enlarge(digit, 10), 90), 0.002],
    ["as a JPEG of low quality, inverted", (d) => viaJpeg(negative(enlarge(d, 5)), 50), 0.01],
    ["photographed on uneven paper", photograph, 0.03],
    ["7.3 times as large", (digit) => {
      const large = resizeArea(toPlane(digit), 204, 204);
      return rgba({ ...large, data: Uint8Array.from(large.data, Math.round) });
    }, 0.01],
  ])("%s: nearly", (_title, present, tolerance) => {
    const means = digits.slice(0, 31).map((digit) => mean(difference(digit, present(digit))));
    expect(means.toSorted((a, b) => a - b)[15]).toBeLessThan(tolerance);
  });
});

function toPlane({ width, height, data }: Gray) {
  return { width, height, data: Float32Array.from(data) };
}

/** Dark pen on gray paper that the light falls on from one side, with a sensor's noise. */
function photograph(digit: Gray): RgbaImage {
  const ink = pad(enlarge(digit, 16), 800, 600, 250, 60);
  let random = 1;
  return rgba(gray(800, 600, (x, y) => {
    random = (random * 48271) % 2147483647;
    const paper = 205 - x / 30 + random % 13 - 6;
    return paper - 0.55 * ink.data[y * 800 + x]!;
  }));
}
