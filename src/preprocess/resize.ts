import type { Box, Plane } from "./plane.ts";

/** Source pixels under one target pixel: weights of `start`, `start` + 1 ... */
interface Window {
  readonly start: number;
  readonly weights: readonly number[];
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
  const { data: source } = plane;
  columns.forEach(({ start, weights }, x) => {
    for (let y = 0; y < plane.height; y++) {
      const from = y * plane.width + start;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * source[from + i]!;
      narrow[y * width + x] = sum;
    }
  });
  const data = new Float32Array(width * height);
  rows.forEach(({ start, weights }, y) => {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        sum += weights[i]! * narrow[(start + i) * width + x]!;
      }
      data[y * width + x] = sum;
    }
  });
  return { width, height, data };
}

function windows(size: number, offset: number, length: number, targetSize: number): Window[] {
  const ratio = length / targetSize;
  return Array.from({ length: targetSize }, (_, i) => {
    const from = Math.max(0, offset + i * ratio);
    const to = Math.min(size, offset + (i + 1) * ratio);
    const start = Math.floor(from);
    const weights: number[] = [];
    for (let p = start; p < to; p++) {
      weights.push((Math.min(p + 1, to) - Math.max(p, from)) / ratio);
    }
    return { start, weights };
  });
}
