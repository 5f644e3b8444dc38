import { CANVAS, type Ink } from "./canvas.ts";
import type { Placement } from "./placement.ts";

/** Side of an image of MNIST, in pixels. */
const SIDE = 28;

/** The source pixels of a target pixel and their weights; outside of the image there are none. */
interface Taps {
  readonly start: number;
  readonly weights: readonly number[];
}

/**
 * An image of MNIST on the canvas: enlarged smoothly (bicubic, Catmull-Rom) and cut to black and
 * white at half of the range.
 *
 * @param digit 28 x 28 bytes.
 */
export function enlarge(digit: Uint8Array, { left, top, scale }: Placement): Ink {
  const columns = tapsOf(left, scale);
  const wide = new Float32Array(SIDE * CANVAS);
  for (let y = 0; y < SIDE; y++) {
    columns.forEach(({ start, weights }, x) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * digit[y * SIDE + start + i]!;
      wide[y * CANVAS + x] = sum;
    });
  }
  const ink = new Uint8Array(CANVAS * CANVAS);
  tapsOf(top, scale).forEach(({ start, weights }, y) => {
    const blank = digit.subarray(start * SIDE, (start + weights.length) * SIDE).every(isZero);
    for (let x = 0; x < CANVAS && !blank; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * wide[(start + i) * CANVAS + x]!;
      if (sum >= 127.5) ink[y * CANVAS + x] = 255;
    }
  });
  return ink;
}

const isZero = (value: number) => value === 0;

function tapsOf(offset: number, scale: number): Taps[] {
  return Array.from({ length: CANVAS }, (_, i) => {
    const at = (i + 0.5 - offset) / scale - 0.5;
    const first = Math.floor(at) - 1;
    const inside = [0, 1, 2, 3].map((tap) => first + tap).filter((x) => x >= 0 && x < SIDE);
    return { start: inside[0] ?? 0, weights: inside.map((x) => catmullRom(at - x)) };
  });
}

function catmullRom(distance: number): number {
  const d = Math.abs(distance);
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
}
