import { diverging, type Rgb, sequential } from "./_colour_map.ts";
import { decimal } from "./_format.ts";
import { pngDataUri } from "./_png.ts";
import { px, svgText } from "./_svg.ts";

/** Values on a plane, such as one channel of a filter. */
export interface ValueImage {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `height` x `width` values, row-major. */
  readonly values: ArrayLike<number>;
}

/** From a value to its colour, with the two ends of the scale. */
export interface HeatScale {
  readonly low: number;
  readonly high: number;
  colour(value: number): Rgb;
}

/** From the least to the largest of all values, in cividis. */
export function sequentialScale(images: readonly ValueImage[]): HeatScale {
  const [low, high] = extremes(images);
  const span = high - low || 1;
  return { low, high, colour: (value) => sequential((value - low) / span) };
}

/** As far to both sides of 0 as the largest value, so that 0 is neutral. */
export function divergingScale(images: readonly ValueImage[]): HeatScale {
  const [low, high] = extremes(images);
  const most = Math.max(-low, high) || 1;
  return { low: -most, high: most, colour: (value) => diverging(value / most) };
}

function extremes(images: readonly ValueImage[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of images) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Where a picture of values stands. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The values as an `<image>`, one pixel a value. */
export function heatImage(image: ValueImage, scale: HeatScale, place: Place): string {
  const { width, height, values } = image;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    // What is no number is drawn as if it were 0 or the nearest end.
    const value = values[i]!;
    data.set(scale.colour(Number.isFinite(value) ? value : 0), i * 3);
  }
  return `<image x="${px(place.x)}" y="${px(place.y)}" width="${px(place.width)}" height="${
    px(place.height)
  }" preserveAspectRatio="none" href="${pngDataUri({ width, height, channels: 3, data })}"/>`;
}

/** The scale as a bar with its ends' values, 12 pixels high. */
export function scaleBar(x: number, y: number, scale: HeatScale, format = decimal): string {
  const { low, high } = scale;
  const values = Array.from({ length: 64 }, (_, i) => low + ((high - low) * (i + 0.5)) / 64);
  const left = svgText(x, y + 10, format(low), "muted small");
  const bar = x + 58;
  return left +
    heatImage({ width: 64, height: 1, values }, scale, { x: bar, y, width: 160, height: 12 }) +
    svgText(bar + 166, y + 10, format(high), "muted small");
}
