import { BRUSH, CANVAS, type Ink } from "./canvas.ts";
import type { Point, Stroke } from "./strokes.ts";

/** Draws strokes with a round brush whose edge is smoothed over one pixel, as a canvas does. */
export function draw(strokes: readonly Stroke[], width: number = BRUSH): Ink {
  const ink = new Uint8Array(CANVAS * CANVAS);
  for (const stroke of strokes) {
    stroke.forEach((point, i) => segment(ink, stroke[Math.max(0, i - 1)]!, point, width / 2));
  }
  return ink;
}

function segment(ink: Ink, from: Point, to: Point, radius: number): void {
  const low = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) - radius - 1));
  const high = (a: number, b: number) => Math.min(CANVAS - 1, Math.ceil(Math.max(a, b) + radius));
  const [right, down] = [to.x - from.x, to.y - from.y];
  const square = right * right + down * down;
  for (let row = low(from.y, to.y); row <= high(from.y, to.y); row++) {
    for (let column = low(from.x, to.x); column <= high(from.x, to.x); column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (x * right + y * down) / square));
      const distance = Math.sqrt((x - along * right) ** 2 + (y - along * down) ** 2);
      const covered = 255 * Math.max(0, Math.min(1, radius + 0.5 - distance));
      const i = row * CANVAS + column;
      if (covered > ink[i]!) ink[i] = covered;
    }
  }
}
