import type { RgbaImage } from "../../src/preprocess/mod.ts";

/** Side of the page's canvas, in pixels. */
export const CANVAS = 280;

/** Width of the page's brush, in pixels. */
export const BRUSH = 24;

/** Ink on the page's canvas, row by row: 0 (none) to 255. */
export type Ink = Uint8Array;

/** White ink on black. */
export function drawingOf(ink: Ink): RgbaImage {
  const data = new Uint8Array(4 * ink.length);
  // One 32-bit write a pixel: red, green and blue alike under an opaque alpha.
  const pixels = new Uint32Array(data.buffer);
  for (let i = 0; i < ink.length; i++) pixels[i] = 0xff000000 | ink[i]! * 0x010101;
  return { width: CANVAS, height: CANVAS, data };
}
