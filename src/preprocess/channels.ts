import type { Box, Plane } from "./plane.ts";

/** Four bytes a pixel (red, green, blue, alpha), row-major, as a canvas's `ImageData`. */
export interface RgbaImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** `width` x `height` x 4 bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Parts of red, green and blue in a value. */
type Mix = readonly [red: number, green: number, blue: number];

/** Luma (ITU-R BT.601). */
const LUMA: Mix = [0.299, 0.587, 0.114];

const COLOURS: readonly Mix[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

/** What one look at an image tells. */
export interface Look {
  readonly image: RgbaImage;
  /** Each pixel as one number: where it is the last one's, so is what is computed from it. */
  readonly words: Int32Array;
  /** Whether no pixel is transparent. */
  readonly opaque: boolean;
  /** The smallest box with all pixels that differ from the first: most drawings have paper around them. */
  readonly drawn: Box;
}

/** Looks at every pixel of an image once. */
export function lookAt(image: RgbaImage): Look {
  const { width, height, data } = image;
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice();
  const words = new Int32Array(buffer, byteOffset, width * height);
  const paper = words[0]!;
  let all = paper;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const word = words[y * width + x]!;
      if (word === paper) continue;
      all &= word;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  const drawn = bottom < 0
    ? { left: 0, top: 0, width: 0, height: 0 }
    : { left, top, width: right - left + 1, height: bottom - top + 1 };
  // Alpha is the last byte, which is a number's highest on every platform that runs this.
  return { image, words, opaque: all >>> 24 === 255, drawn };
}

/** The image's luminance, 0 to 255, over a background of that luminance where it is transparent. */
export function luminance(look: Look, background: number): Plane {
  return composite(look, background, LUMA);
}

/** The image's red, green and blue, 0 to 255, over a gray background where it is transparent. */
export function colours(look: Look, background: number): Plane[] {
  return COLOURS.map((mix) => composite(look, background, mix));
}

/**
 * The background that shows what is drawn on a transparent image: white (255) behind dark
 * strokes, black (0) behind light ones. Behind an opaque image nobody sees it: 0.
 */
export function contrastingBackground({ image, words, opaque, drawn }: Look): number {
  if (opaque) return 0;
  const { width, height, data } = image;
  // The paper is one colour: its pixels count together.
  const paper = width * height - drawn.width * drawn.height;
  let [last, value, alpha] = [words[0]!, valueAt(data, 0, 0, LUMA), data[3]!];
  let [light, alphas] = [paper * value, paper * alpha];
  for (let y = drawn.top; y < drawn.top + drawn.height; y++) {
    const start = y * width + drawn.left;
    for (let i = start; i < start + drawn.width; i++) {
      if (words[i] !== last) {
        last = words[i]!;
        value = valueAt(data, i, 0, LUMA);
        alpha = data[4 * i + 3]!;
      }
      light += value;
      alphas += alpha;
    }
  }
  return light > alphas / 2 ? 0 : 255;
}

function composite({ image, words, drawn }: Look, background: number, mix: Mix): Plane {
  const { width, height, data } = image;
  let [last, value] = [words[0]!, valueAt(data, 0, background, mix)];
  const values = new Float32Array(width * height).fill(value);
  for (let y = drawn.top; y < drawn.top + drawn.height; y++) {
    const start = y * width + drawn.left;
    for (let i = start; i < start + drawn.width; i++) {
      if (words[i] !== last) {
        last = words[i]!;
        value = valueAt(data, i, background, mix);
      }
      values[i] = value;
    }
  }
  return { width, height, data: values, drawn };
}

function valueAt(data: RgbaImage["data"], i: number, background: number, mix: Mix): number {
  const value = mix[0] * data[4 * i]! + mix[1] * data[4 * i + 1]! + mix[2] * data[4 * i + 2]!;
  const alpha = data[4 * i + 3]!;
  return alpha === 255 ? value : background + (value - background) * alpha / 255;
}
