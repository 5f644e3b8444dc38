import { describe, expect, it } from "vitest";
import { type ImageShape, type ImageTransform, transformImage } from "../../../../src/data/mod.ts";
import { imageOf, numberedSet } from "./_sets.ts";

const STILL: ImageTransform = { rotation: 0, shiftX: 0, shiftY: 0, zoom: 1, flip: false };

/** The pixels of a gray image, a list for each row. */
function gray(
  rows: readonly (readonly number[])[],
  transform: Partial<ImageTransform>,
): number[][] {
  const shape = { height: rows.length, width: rows[0]!.length, channels: 1 };
  const result = transformImage(Uint8Array.from(rows.flat()), shape, { ...STILL, ...transform });
  return rows.map((row, y) => [...result.subarray(y * row.length, (y + 1) * row.length)]);
}

/**
 * The same by the textbook: the 3 x 3 matrix of the forward map as a product of elementary ones,
 * inverted by cofactors, then a sum over all pixels of the image, each weighted by how near it is.
 */
function reference(image: Uint8Array, shape: ImageShape, transform: ImageTransform): number[] {
  const { height, width, channels } = shape;
  const radians = transform.rotation * Math.PI / 180;
  const move = (x: number, y: number) => [[1, 0, x], [0, 1, y], [0, 0, 1]];
  const forward = [
    move((width - 1) / 2 + transform.shiftX * width, (height - 1) / 2 + transform.shiftY * height),
    [[transform.zoom, 0, 0], [0, transform.zoom, 0], [0, 0, 1]],
    [
      [Math.cos(radians), Math.sin(radians), 0],
      [-Math.sin(radians), Math.cos(radians), 0],
      [0, 0, 1],
    ],
    [[transform.flip ? -1 : 1, 0, 0], [0, 1, 0], [0, 0, 1]],
    move(-(width - 1) / 2, -(height - 1) / 2),
  ].reduce((a, b) => a.map((row) => [0, 1, 2].map((j) => dot(row, b.map((other) => other[j]!)))));
  const [[a, b, e], [c, d, f]] = forward as [number[], number[]] as unknown as [
    [number, number, number],
    [number, number, number],
  ];
  const determinant = a * d - b * c;
  const result: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = (d * (x - e) - b * (y - f)) / determinant;
      const fromY = (a * (y - f) - c * (x - e)) / determinant;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let v = 0; v < height; v++) {
          for (let u = 0; u < width; u++) {
            sum += Math.max(0, 1 - Math.abs(fromX - u)) * Math.max(0, 1 - Math.abs(fromY - v)) *
              image[(v * width + u) * channels + channel]!;
          }
        }
        result.push(sum);
      }
    }
  }
  return result;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

const SQUARE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

describe("transformImage()", () => {
  it.each<[string, Partial<ImageTransform>, number[][]]>([
    ["nothing", {}, SQUARE],
    ["a quarter turn, counter-clockwise", { rotation: 90 }, [[3, 6, 9], [2, 5, 8], [1, 4, 7]]],
    ["a quarter turn, clockwise", { rotation: -90 }, [[7, 4, 1], [8, 5, 2], [9, 6, 3]]],
    ["half a turn", { rotation: 180 }, [[9, 8, 7], [6, 5, 4], [3, 2, 1]]],
    ["a pixel to the right", { shiftX: 1 / 3 }, [[0, 1, 2], [0, 4, 5], [0, 7, 8]]],
    ["two pixels to the left", { shiftX: -2 / 3 }, [[3, 0, 0], [6, 0, 0], [9, 0, 0]]],
    ["a pixel down", { shiftY: 1 / 3 }, [[0, 0, 0], [1, 2, 3], [4, 5, 6]]],
    ["out of the image", { shiftX: 1 }, [[0, 0, 0], [0, 0, 0], [0, 0, 0]]],
    ["mirrored", { flip: true }, [[3, 2, 1], [6, 5, 4], [9, 8, 7]]],
    ["mirrored, then turned", { flip: true, rotation: 90 }, [[1, 4, 7], [2, 5, 8], [3, 6, 9]]],
    ["mirrored, then moved", { flip: true, shiftX: 1 / 3 }, [[0, 3, 2], [0, 6, 5], [0, 9, 8]]],
  ])("gives the pixels by hand: %s", (_title, transform, expected) => {
    expect(gray(SQUARE, transform)).toEqual(expected);
  });

  it("enlarges between pixels, and fills with black when it shrinks", () => {
    expect(gray([[0, 100, 200, 100, 0]], { zoom: 2 })).toEqual([[100, 150, 200, 150, 100]]);
    expect(gray([[10, 100, 200, 100, 30]], { zoom: 0.5 })).toEqual([[0, 10, 200, 30, 0]]);
  });

  it("moves by half a pixel, the border blending into black", () => {
    expect(gray([[100, 200]], { shiftX: 0.25 })).toEqual([[50, 150]]);
  });

  it.each([
    [{ height: 6, width: 6, channels: 1 }, { ...STILL, rotation: 27 }],
    [{ height: 7, width: 4, channels: 1 }, { ...STILL, rotation: -141, zoom: 1.3 }],
    [{ height: 4, width: 7, channels: 3 }, { ...STILL, rotation: 8, shiftX: 0.13, shiftY: -0.21 }],
    [{ height: 5, width: 8, channels: 3 }, {
      rotation: 63,
      shiftX: -0.3,
      shiftY: 0.17,
      zoom: 0.7,
      flip: true,
    }],
    [{ height: 1, width: 1, channels: 1 }, { ...STILL, shiftX: 0.4 }],
  ])("agrees with the matrix by the textbook: %j %j", (shape, transform) => {
    const image = imageOf(numberedSet(1, shape.height, shape.width, shape.channels), 0);
    const result = transformImage(image, shape, transform);
    reference(image, shape, transform).forEach((value, i) => {
      // Bytes are rounded.
      expect(Math.abs(result[i]! - value)).toBeLessThanOrEqual(0.5 + 1e-9);
    });
  });

  it("writes where it is told, over what was there", () => {
    const into = new Uint8Array(9).fill(77);
    const shape = { height: 3, width: 3, channels: 1 };
    const result = transformImage(Uint8Array.from(SQUARE.flat()), shape, {
      ...STILL,
      shiftX: 1 / 3,
    }, into);
    expect(result).toBe(into);
    expect([...into]).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]);
  });

  it("refuses pixels of another shape", () => {
    expect(() => transformImage(new Uint8Array(8), { height: 3, width: 3, channels: 1 }, STILL))
      .toThrow(
        new TypeError(
          "Cannot transform 8 pixels: expected 9 for 3 x 3 x 1 (height x width x channels)",
        ),
      );
  });
});
