import { colours, contrastingBackground, lookAt, luminance, type RgbaImage } from "./channels.ts";
import { placeDigit } from "./digit.ts";
import { adjust, type Plane } from "./plane.ts";
import { isDarkOnLight, measureBackground } from "./polarity.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { resizeArea } from "./resize.ts";

/**
 * Turns an image into a model's input: height x width x channels values, row-major, pixel * scale.
 * A drawing page, a command and the tests all use this function, so that they agree.
 *
 * Transparent parts count as paper. With `invert: "auto"` they contrast with what is drawn, and
 * the image is inverted when its border is light and the rest is not; with `"never"` they are black.
 *
 * @throws {TypeError} When the image's data does not have 4 values a pixel.
 * @throws {RangeError} When mode is "digit" and the image has no ink.
 */
export function preprocess(image: RgbaImage, spec: Preprocessing): Float32Array {
  checkImage(image);
  const look = lookAt(image);
  const background = spec.invert === "auto" ? contrastingBackground(look) : 0;
  const gray = luminance(look, background);
  const planes = spec.mode === "digit"
    ? [placeDigit(gray, spec.width, spec.height, spec.invert)]
    : wholeImage(spec.channels === 1 ? [gray] : colours(look, background), gray, spec);
  return interleave(planes, spec);
}

function wholeImage(planes: readonly Plane[], gray: Plane, spec: Preprocessing): Plane[] {
  const inverted = spec.invert === "auto" && isDarkOnLight(measureBackground(gray));
  return planes.map((plane) => {
    const resized = resizeArea(plane, spec.width, spec.height);
    return inverted ? adjust(resized, -1, 255) : resized;
  });
}

/** Planes to values channel by channel in each pixel; a single plane serves all channels. */
function interleave(planes: readonly Plane[], spec: Preprocessing): Float32Array {
  const { width, height, channels, scale } = spec;
  const values = new Float32Array(width * height * channels);
  for (let channel = 0; channel < channels; channel++) {
    const { data } = planes[channel % planes.length]!;
    for (let i = 0; i < data.length; i++) values[i * channels + channel] = data[i]! * scale;
  }
  return values;
}

function checkImage({ width, height, data }: RgbaImage): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new TypeError(
      `Cannot preprocess an image of ${width} x ${height} pixels: expected whole numbers from 1`,
    );
  }
  if (data.length !== width * height * 4) {
    throw new TypeError(
      `Cannot preprocess an image of ${width} x ${height} pixels with ${data.length} values: ` +
        `expected ${width * height * 4}, four (red, green, blue, alpha) a pixel`,
    );
  }
}
