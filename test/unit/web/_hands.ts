import { preprocess, type Preprocessing } from "../../../src/preprocess/mod.ts";
import { draw } from "../../_drawings/brush.ts";
import { CANVAS, drawingOf, type Ink } from "../../_drawings/canvas.ts";

/** A stroke: points in a square of side 1, y downwards. */
type Stroke = readonly (readonly [x: number, y: number])[];

/** Digits as some hands write them, and the test set hardly any. */
export const GLYPHS: Readonly<Record<string, { label: number; strokes: readonly Stroke[] }>> = {
  "a 0 with a bar": {
    label: 0,
    strokes: [arc(0.5, 0.5, 0.27, 0.4, 0, 360), [[0.23, 0.5], [0.77, 0.5]]],
  },
  "a 1 with a long upstroke": { label: 1, strokes: [[[0.2, 0.55], [0.6, 0.1], [0.6, 0.9]]] },
  "a 2 like a Z with a bar": {
    label: 2,
    strokes: [[[0.2, 0.12], [0.8, 0.12], [0.2, 0.88], [0.8, 0.88]], [[0.3, 0.5], [0.72, 0.5]]],
  },
  "a 6 of straight lines": {
    label: 6,
    strokes: [[[0.75, 0.1], [0.25, 0.1], [0.25, 0.9], [0.75, 0.9], [0.75, 0.5], [0.25, 0.5]]],
  },
  "a 7 with a foot": { label: 7, strokes: [[[0.2, 0.12], [0.8, 0.12], [0.45, 0.9], [0.8, 0.9]]] },
};

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Drawings of one glyph by one hand: each time turned, sheared, stretched and shaken a little. */
export function drawGlyph(
  name: keyof typeof GLYPHS,
  count: number,
  seed: number,
  spec: Preprocessing,
): Float32Array[] {
  const random = numbers(seed);
  return Array.from({ length: count }, () => {
    const place = placement(random);
    const shake = () => (random() - 0.5) * 0.05;
    const strokes = GLYPHS[name]!.strokes.map((stroke) =>
      stroke.map((point) => {
        const [x, y] = place(point[0] + shake(), point[1] + shake());
        return { x: x * CANVAS, y: y * CANVAS };
      })
    );
    return preprocess(drawingOf(draw(strokes)), spec);
  });
}

/** Drawings of one image by one hand, as {@linkcode drawGlyph}, of a row of 28 x 28 bytes. */
export function drawImage(
  pixels: Uint8Array,
  count: number,
  seed: number,
  spec: Preprocessing,
): Float32Array[] {
  const random = numbers(seed);
  return Array.from(
    { length: count },
    () => preprocess(drawingOf(warped(pixels, placement(random))), spec),
  );
}

type Place = (x: number, y: number) => readonly [number, number];

/** A random affine map of the unit square around its middle. */
function placement(random: () => number): Place {
  const between = (low: number, high: number) => low + random() * (high - low);
  const angle = between(-8, 8) * Math.PI / 180;
  const [sx, sy, shear] = [between(0.85, 1.05), between(0.85, 1.05), between(-0.15, 0.15)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const [u, v] = [(x - 0.5) * sx + (y - 0.5) * shear, (y - 0.5) * sy];
    return [0.5 + cos * u - sin * v, 0.5 + sin * u + cos * v];
  };
}

function warped(pixels: Uint8Array, place: Place): Ink {
  const side = 28;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= side || y >= side ? 0 : pixels[y * side + x]!;
  return Uint8Array.from({ length: CANVAS * CANVAS }, (_, i) => {
    const [x, y] = place(i % CANVAS / CANVAS, Math.floor(i / CANVAS) / CANVAS);
    const [u, v] = [x * side - 0.5, y * side - 0.5];
    const [left, top] = [Math.floor(u), Math.floor(v)];
    const [fx, fy] = [u - left, v - top];
    const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return Math.round(upper * (1 - fy) + lower * fy);
  });
}

function arc(
  x: number,
  y: number,
  rx: number,
  ry: number,
  from: number,
  to: number,
): [number, number][] {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = (from + (to - from) * i / 24) * Math.PI / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}
