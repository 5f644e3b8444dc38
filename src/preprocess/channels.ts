import { type Box, boxOutside, type Plane } from "./plane.ts";

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

/** The image's luminance, 0 to 255, over a background of that luminance where it is transparent. */
export function luminance(image: RgbaImage, background: number): Plane {
  return composite(image, background, LUMA);
}

/** The image's red, green and blue, 0 to 255, over a gray background where it is transparent. */
export function colours(image: RgbaImage, background: number): Plane[] {
  return COLOURS.map((mix) => composite(image, background, mix));
}

/**
 * The background that shows what is drawn on a transparent image: white (255) behind dark
 * strokes, black (0) behind light ones.
 */
export function contrastingBackground(image: RgbaImage): number {
  const { width, height, data } = image;
  const words = wordsOf(image);
  const drawn = findDrawn(words, image);
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
  if (alphas === 255 * width * height) return 0;
  return light > alphas / 2 ? 0 : 255;
}

function composite(image: RgbaImage, background: number, mix: Mix): Plane {
  const { width, height, data } = image;
  const words = wordsOf(image);
  const drawn = findDrawn(words, image);
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

/** Each pixel as one number: where it is the last one's, so is what is computed from it. */
function wordsOf({ width, height, data }: RgbaImage): Uint32Array {
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(buffer, byteOffset, width * height);
}

/** The smallest box with all pixels that differ from the first, which most drawings have around them. */
function findDrawn(words: Uint32Array, { width, height }: RgbaImage): Box {
  const paper = words[0]!;
  return boxOutside(words, { left: 0, top: 0, width, height }, width, paper, paper) ??
    { left: 0, top: 0, width: 0, height: 0 };
}

function valueAt(data: RgbaImage["data"], i: number, background: number, mix: Mix): number {
  const value = mix[0] * data[4 * i]! + mix[1] * data[4 * i + 1]! + mix[2] * data[4 * i + 2]!;
  const alpha = data[4 * i + 3]!;
  return alpha === 255 ? value : background + (value - background) * alpha / 255;
}
