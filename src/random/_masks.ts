import { seeded } from "./_sfc32.ts";

/**
 * Fills a dropout mask: 0 with probability `rate`, else `1 / (1 - rate)`.
 *
 * Own generator in place of a library's: a step of a large network draws millions of numbers, and
 * ONNX Runtime's Dropout takes five times as long. Two 16-bit draws come from each round of sfc32, written
 * out here; the rate is met to 1 in 65,536.
 */
export function fillMask(
  mask: Float32Array,
  rate: number,
  seed: number,
  step: number,
  index: number,
): void {
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 65_536);
  let { a, b, c, counter } = seeded(seed, step, index);
  for (let i = 0; i < mask.length; i += 2) {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    mask[i] = (t & 0xffff) < threshold ? 0 : kept;
    // A store behind the end of an odd-sized mask is ignored.
    mask[i + 1] = (t >>> 16) < threshold ? 0 : kept;
  }
}
