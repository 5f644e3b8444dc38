import type { Plane } from "./plane.ts";

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
  if (isOpaque(image)) return 0;
  const overBlack = luminance(image, 0).data;
  let [light, alphas] = [0, 0];
  for (let i = 0; i < overBlack.length; i++) {
    light += overBlack[i]!;
    alphas += image.data[4 * i + 3]!;
  }
  return light > alphas / 2 ? 0 : 255;
}

function isOpaque({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) return false;
  }
  return true;
}

function composite({ width, height, data }: RgbaImage, background: number, mix: Mix): Plane {
  const [red, green, blue] = mix;
  const plane = new Float32Array(width * height);
  for (let i = 0; i < plane.length; i++) {
    const value = red * data[4 * i]! + green * data[4 * i + 1]! + blue * data[4 * i + 2]!;
    const alpha = data[4 * i + 3]!;
    plane[i] = alpha === 255 ? value : background + (value - background) * alpha / 255;
  }
  return { width, height, data: plane };
}
