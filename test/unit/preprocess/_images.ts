import type { RgbaImage } from "../../../src/preprocess/mod.ts";

/** A gray image of bytes. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A gray image; `paint` gives the value of each pixel. */
export function gray(width: number, height: number, paint: (x: number, y: number) => number): Gray {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = paint(x, y);
  }
  return { width, height, data };
}

/** Every pixel `factor` times as large. */
export function enlarge(image: Gray, factor: number): Gray {
  return gray(image.width * factor, image.height * factor, (x, y) => {
    return image.data[Math.floor(y / factor) * image.width + Math.floor(x / factor)]!;
  });
}

/** On a larger black canvas. */
export function pad(image: Gray, width: number, height: number, left: number, top: number): Gray {
  return gray(width, height, (x, y) => {
    const [column, row] = [x - left, y - top];
    const inside = column >= 0 && column < image.width && row >= 0 && row < image.height;
    return inside ? image.data[row * image.width + column]! : 0;
  });
}

/** The negative. */
export function negative(image: Gray): Gray {
  return { ...image, data: image.data.map((value) => 255 - value) };
}

/** Gray to RGBA, opaque. */
export function rgba({ width, height, data }: Gray): RgbaImage {
  const pixels = new Uint8Array(data.length * 4).fill(255);
  data.forEach((value, i) => pixels.fill(value, 4 * i, 4 * i + 3));
  return { width, height, data: pixels };
}

/** Strokes of one colour on a transparent canvas, as opaque as the image is light. */
export function strokes({ width, height, data }: Gray, colour: number): RgbaImage {
  const pixels = new Uint8ClampedArray(data.length * 4).fill(colour);
  data.forEach((value, i) => pixels[4 * i + 3] = value);
  return { width, height, data: pixels };
}
