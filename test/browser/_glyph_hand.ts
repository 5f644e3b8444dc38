import type { Point, Stroke } from "../_drawings/strokes.ts";
import { CANVAS } from "../_drawings/canvas.ts";
import { GLYPHS, numbers } from "../unit/web/_hands.ts";

/** Distance of two events of the pointer, in pixels. */
const STEP = 8;

/**
 * Drawings of one glyph by one hand, for the page's pointer: each time turned, stretched and moved a
 * little.
 */
export function glyphDrawings(name: keyof typeof GLYPHS, count: number, seed: number): Stroke[][] {
  const random = numbers(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  return Array.from({ length: count }, () => {
    const angle = between(-8, 8) * Math.PI / 180;
    const [wide, high] = [between(0.75, 0.95), between(0.75, 0.95)];
    const [right, down] = [between(-0.05, 0.05), between(-0.05, 0.05)];
    const place = ([x, y]: readonly [number, number]): Point => {
      const [u, v] = [(x - 0.5) * wide, (y - 0.5) * high];
      return {
        x: CANVAS * (0.5 + right + Math.cos(angle) * u - Math.sin(angle) * v),
        y: CANVAS * (0.5 + down + Math.sin(angle) * u + Math.cos(angle) * v),
      };
    };
    return GLYPHS[name]!.strokes.map((stroke) => followed(stroke.map(place)));
  });
}

/** A line through corners as a pointer follows it. */
function followed(corners: readonly Point[]): Stroke {
  return corners.flatMap((to, i) => {
    const from = corners[i - 1];
    if (from === undefined) return [to];
    const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / STEP));
    return Array.from({ length: steps }, (_, s) => ({
      x: from.x + (to.x - from.x) * (s + 1) / steps,
      y: from.y + (to.y - from.y) * (s + 1) / steps,
    }));
  });
}
