import type { Box, Plane } from "./plane.ts";

/** Source pixels under one target pixel: weights of `start`, `start` + 1 ... */
interface Window {
  readonly start: number;
  readonly weights: Float64Array;
}

/**
 * Resizes by area: each target pixel is the mean of the source area that it covers, so shrinking
 * smooths and equal sizes copy.
 *
 * @param box The part to take, in source pixels, which may be fractions. What lies outside of the
 * plane counts as 0. Default: the whole plane.
 */
export function resizeArea(plane: Plane, width: number, height: number, box?: Box): Plane {
  const { left, top, width: boxWidth, height: boxHeight } = box ?? { left: 0, top: 0, ...plane };
  const columns = windows(plane.width, left, boxWidth, width);
  const rows = windows(plane.height, top, boxHeight, height);
  const narrow = new Float32Array(width * plane.height);
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < width; x++) {
      const { start, weights } = columns[x]!;
      narrow[y * width + x] = mean(plane.data, y * plane.width + start, 1, weights);
    }
  }
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const { start, weights } = rows[y]!;
    for (let x = 0; x < width; x++) {
      data[y * width + x] = mean(narrow, start * width + x, width, weights);
    }
  }
  return { width, height, data };
}

/** The mean of every `step`th value from `start` on, as many as there are weights. */
function mean(values: Float32Array, start: number, step: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[start + i * step]!;
  return sum;
}

function windows(size: number, offset: number, length: number, targetSize: number): Window[] {
  const ratio = length / targetSize;
  return Array.from({ length: targetSize }, (_, target) => {
    const from = Math.max(0, offset + target * ratio);
    const to = Math.min(size, offset + (target + 1) * ratio);
    const start = Math.floor(from);
    const weights = new Float64Array(Math.max(0, Math.ceil(to) - start));
    for (let i = 0; i < weights.length; i++) {
      weights[i] = (Math.min(start + i + 1, to) - Math.max(start + i, from)) / ratio;
    }
    return { start, weights };
  });
}
