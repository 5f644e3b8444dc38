import { describe, expect, it } from "vitest";
import { preprocess, type Preprocessing } from "../../../src/preprocess/mod.ts";
import { gray, rgba, strokes } from "./_images.ts";

const DIGIT: Preprocessing = {
  height: 28,
  width: 28,
  channels: 1,
  scale: 1,
  flatten: false,
  mode: "digit",
  invert: "auto",
};
const PHOTO: Preprocessing = { ...DIGIT, mode: "photo", invert: "never" };

/** The box of the values above 0: left, top, width, height. */
function inkBox(values: Float32Array, width: number) {
  const ink = [...values.keys()].filter((i) => values[i]! > 0);
  const xs = ink.map((i) => i % width);
  const ys = ink.map((i) => Math.floor(i / width));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
}

/** A white rectangle on black. */
const rectangle = (size: number, left: number, top: number, width: number, height: number) =>
  gray(size, size, (x, y) => {
    return x >= left && x < left + width && y >= top && y < top + height ? 255 : 0;
  });

describe('preprocess, mode "digit"', () => {
  // The box of even length L has its centre of mass at (L - 1) / 2, which goes to 14 - 0.5,
  // rounded up: it starts at 15 - L / 2.
  it.each([
    ["a large square", rectangle(280, 10, 20, 200, 200), [5, 5, 20, 20]],
    ["a small square", rectangle(280, 200, 30, 40, 40), [5, 5, 20, 20]],
    ["a tiny square", rectangle(30, 2, 3, 2, 2), [5, 5, 20, 20]],
    ["an upright bar", rectangle(280, 100, 40, 50, 200), [12, 5, 5, 20]],
    ["a lying bar", rectangle(280, 40, 100, 200, 30), [5, 13, 20, 3]],
    ["a hairline", rectangle(280, 100, 40, 1, 200), [14, 5, 1, 20]],
  ])("fits %s into 20 pixels and centres it", (_title, image, box) => {
    expect(inkBox(preprocess(rgba(image), DIGIT), 28)).toEqual(box);
  });

  it("centres the mass, not the box, and stays inside the frame", () => {
    // A full square at the left of a long line of one pixel in a hundred.
    const image = gray(200, 200, (x, y) => {
      const square = x >= 20 && x < 60 && y >= 80 && y < 120;
      return square || (x >= 20 && x < 170 && y === 100) ? 255 : 0;
    });
    const [left, , width] = inkBox(preprocess(rgba(image), DIGIT), 28);
    expect(width).toBe(20);
    // The centre of the box would lie at 14 with left = 4 or 5.
    expect(left).toBe(8);
  });

  it.each([
    [32, 32, 23],
    [14, 14, 10],
    [56, 28, 20],
    [28, 40, 20],
  ])("fits into %i x %i as into 28 x 28", (height, width, longest) => {
    const values = preprocess(rgba(rectangle(100, 10, 10, 50, 50)), { ...DIGIT, height, width });
    expect(values).toHaveLength(height * width);
    expect(inkBox(values, width).slice(2)).toEqual([longest, longest]);
  });

  it("repeats gray in three channels and scales", () => {
    const image = rgba(rectangle(28, 4, 4, 20, 20));
    const one = preprocess(image, DIGIT);
    const three = preprocess(image, { ...DIGIT, channels: 3, scale: 1 / 255 });
    expect(three).toHaveLength(28 * 28 * 3);
    three.forEach((value, i) => expect(value).toBeCloseTo(one[Math.floor(i / 3)]! / 255, 6));
  });

  it("ignores a photo's noise", () => {
    const noise = (x: number, y: number) => ((x * 7919 + y * 104729) % 13) - 6;
    const image = gray(120, 160, (x, y) => {
      return (x >= 50 && x < 60 && y >= 40 && y < 120 ? 40 : 190) + noise(x, y);
    });
    const [, , width, height] = inkBox(preprocess(rgba(image), DIGIT), 28);
    expect([width, height]).toEqual([3, 20]);
  });

  it("takes the image as it is when told never to invert", () => {
    const light = rgba(rectangle(28, 4, 4, 20, 20));
    expect(preprocess(light, { ...DIGIT, invert: "never" })).toEqual(preprocess(light, DIGIT));
    const dark = rgba(gray(28, 28, (x, y) => x > 9 && x < 14 && y > 5 && y < 20 ? 0 : 255));
    expect(inkBox(preprocess(dark, DIGIT), 28)[3]).toBe(20);
    expect(() => preprocess(dark, { ...DIGIT, invert: "never" })).toThrow(RangeError);
  });

  it.each([
    ["white", rgba(gray(28, 28, () => 255))],
    ["black", rgba(gray(28, 28, () => 0))],
    ["gray", rgba(gray(3, 3, () => 127))],
    ["wholly transparent", strokes(gray(28, 28, () => 0), 0)],
    ["one pixel", rgba(gray(1, 1, () => 200))],
    ["almost even", rgba(gray(28, 28, (x) => 200 + x % 2 * 8))],
  ])("refuses an image that is %s", (_title, image) => {
    expect(() => preprocess(image, DIGIT)).toThrow(
      new RangeError(
        `Cannot find a digit in the image of ${image.width} x ${image.height} pixels: it is ` +
          `blank or has too little contrast. Draw something, with a dark pen on a light ` +
          `background or the other way round`,
      ),
    );
  });
});

describe('preprocess, mode "photo"', () => {
  const colours = {
    width: 2,
    height: 1,
    data: Uint8Array.of(255, 0, 10, 255, 0, 100, 30, 255),
  };

  it("keeps pixels of the right size", () => {
    const spec = { ...PHOTO, height: 1, width: 2, channels: 3 };
    expect([...preprocess(colours, spec)]).toEqual([255, 0, 10, 0, 100, 30]);
    expect(preprocess(colours, { ...spec, scale: 1 / 255 })[4]).toBeCloseTo(100 / 255, 6);
  });

  it("averages over the area, in colour and in gray", () => {
    const spec = { ...PHOTO, height: 1, width: 1 };
    expect([...preprocess(colours, { ...spec, channels: 3 })]).toEqual([127.5, 50, 20]);
    const luma = 0.299 * 127.5 + 0.587 * 50 + 0.114 * 20;
    expect(preprocess(colours, spec)[0]).toBeCloseTo(luma, 4);
  });

  it("does not crop", () => {
    const values = preprocess(rgba(rectangle(56, 0, 0, 28, 28)), PHOTO);
    expect(inkBox(values, 28)).toEqual([0, 0, 14, 14]);
  });

  it("puts black behind transparent parts, or paper when it may invert", () => {
    const drawing = strokes(gray(4, 4, (x, y) => x === 1 && y === 1 ? 255 : 0), 255);
    const spec = { ...PHOTO, height: 4, width: 4 };
    expect(preprocess(drawing, spec)[0]).toBe(0);
    const dark = strokes(gray(4, 4, (x, y) => x === 1 && y === 1 ? 255 : 0), 0);
    expect([...preprocess(dark, { ...spec, invert: "auto" }).subarray(4, 8)]).toEqual([
      0,
      255,
      0,
      0,
    ]);
  });

  it("inverts light backgrounds when told to", () => {
    const spec = { ...PHOTO, height: 3, width: 3, invert: "auto" as const };
    const shirt = rgba(gray(3, 3, (x, y) => x === 1 && y === 1 ? 20 : 240));
    expect([...preprocess(shirt, spec)]).toEqual([15, 15, 15, 15, 235, 15, 15, 15, 15]);
    const light = rgba(gray(3, 3, (x, y) => x === 1 && y === 1 ? 240 : 20));
    expect([...preprocess(light, spec)]).toEqual([20, 20, 20, 20, 240, 20, 20, 20, 20]);
  });
});

describe("preprocess refuses", () => {
  it.each([
    [2, 2, 4, "Cannot preprocess an image of 2 x 2 pixels with 4 values: expected 16, four"],
    [0, 2, 0, "Cannot preprocess an image of 0 x 2 pixels: expected whole numbers from 1"],
    [1.5, 2, 12, "Cannot preprocess an image of 1.5 x 2 pixels: expected whole numbers from 1"],
  ])("%d x %d pixels with %d values", (width, height, length, message) => {
    const image = { width, height, data: new Uint8Array(length) };
    expect(() => preprocess(image, PHOTO)).toThrow(TypeError);
    expect(() => preprocess(image, PHOTO)).toThrow(message);
  });
});

describe("what is drawn on paper of one colour", () => {
  const drawing = rgba(rectangle(100, 20, 30, 50, 40));
  const on = (change: (data: Uint8Array) => void) => {
    const data = Uint8Array.from(drawing.data);
    // Paper without ink is transparent.
    for (let i = 0; i < data.length; i += 4) data[i + 3] = data[i]!;
    change(data);
    return { ...drawing, data };
  };

  it.each([
    ["digit", DIGIT],
    ["photo", PHOTO],
    ["photo", { ...PHOTO, channels: 3, invert: "auto" }],
  ])("does not depend on where the paper's colour is found, mode %s", (_mode, spec) => {
    const plain = preprocess(on(() => {}), spec as Preprocessing);
    // As transparent as the others, but another colour: now every pixel differs from the first.
    const other = preprocess(on((data) => data.set([9, 8, 7])), spec as Preprocessing);
    expect(other).toEqual(plain);
    expect(plain.some((value) => value > 0)).toBe(true);
  });

  it("reads bytes that begin anywhere in their buffer", () => {
    const { data } = on(() => {});
    const shifted = new Uint8Array(data.length + 1).subarray(1);
    shifted.set(data);
    expect(preprocess({ ...drawing, data: shifted }, DIGIT))
      .toEqual(preprocess({ ...drawing, data }, DIGIT));
  });
});
