import { type Plane, type Range, rangeOf } from "./plane.ts";

/** What an image tells of its background, and the range from its darkest to its lightest value. */
export interface Background extends Range {
  /** The median of the border. */
  readonly level: number;
  /** How far the border strays from that, e.g. by a photo's noise; 0 for a clean drawing. */
  readonly noise: number;
}

/**
 * The background as the border shows it. Median and median deviation do not mind ink on less than
 * half of the border.
 */
export function measureBackground(plane: Plane): Background {
  const border = borderOf(plane);
  const level = median(border);
  // 3 standard deviations, from the median deviation of normally distributed noise.
  const noise = 3 * 1.4826 * median(border.map((value) => Math.abs(value - level)));
  return { level, noise, ...rangeOf(plane) };
}

/** Whether the border is nearer to the lightest value than to the darkest: dark ink on light. */
export function isDarkOnLight({ level, min, max }: Background): boolean {
  // A plain image has no polarity of its own: light means paper.
  if (max - min < 1) return min > 127.5;
  return level > (min + max) / 2;
}

function borderOf({ width, height, data }: Plane): Float32Array {
  const border = new Float32Array(2 * (width + height));
  let length = 0;
  for (let y = 0; y < height; y++) {
    // The first and the last row whole, of the others both ends.
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) border[length++] = data[y * width + x]!;
  }
  return border.subarray(0, length);
}

function median(values: Float32Array): number {
  return values.toSorted()[Math.floor(values.length / 2)]!;
}
