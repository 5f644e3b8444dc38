import { seeded } from "./_sfc32.ts";

/**
 * Fills a dropout mask: 0 with probability `rate`, else `1 / (1 - rate)`.
 *
 * Own generator in place of a library's: a step of a large network draws millions of numbers, and
 * ONNX Runtime's Dropout takes several times as long. Two 16-bit draws come from each round of sfc32,
 * written out here; the rate is met to 1 in 65,536. No branch depends on a draw: with branches, which cannot
 * be foreseen, it takes four times as long (docs/speed.md).
 */
export function fillMask(
  mask: Float32Array,
  rate: number,
  seed: number,
  step: number,
  index: number,
): void {
  const [kept] = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer) as unknown as [number];
  const words = new Int32Array(mask.buffer, mask.byteOffset, mask.length);
  const threshold = Math.round(rate * 65_536);
  let { a, b, c, counter } = seeded(seed, step, index);
  for (let i = 0; i < words.length; i += 2) {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    // The sign of the difference, all bits alike, erases what is dropped.
    words[i] = kept & ~(((t & 0xffff) - threshold) >> 31);
    // A store behind the end of an odd-sized mask is ignored.
    words[i + 1] = kept & ~(((t >>> 16) - threshold) >> 31);
  }
}
