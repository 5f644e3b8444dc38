import { encode } from "jpeg-js";
import { draw } from "../_drawings/brush.ts";
import { CANVAS } from "../_drawings/canvas.ts";
import type { Stroke } from "../_drawings/strokes.ts";
import { numbers } from "../unit/web/_hands.ts";

/** Size of a photo in pixels, as telephones take them. */
const WIDTH = 3000;
const HEIGHT = 4000;

/** Side of the drawing in the photo, and where it lies. */
const SIDE = 1800;
const LEFT = 800;
const TOP = 1300;

/** Brightness of the paper at its top left, and how much darker it is at its bottom right. */
const PAPER = 215;
const SHADE = 30;

/** The part of the light that ink takes away. */
const INK = 0.75;

/** Most brightness that noise adds or takes away. */
const NOISE = 8;

/** A JPEG of strokes with a dark pen on light paper: lit from a corner, warm, with noise. */
export function photograph(strokes: readonly Stroke[], seed: number): Uint8Array {
  const ink = draw(strokes);
  const random = numbers(seed);
  const data = new Uint8Array(4 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const paper = PAPER - SHADE * (x / WIDTH + y / HEIGHT) / 2;
      const dark = INK * inkAt(ink, (x - LEFT) * CANVAS / SIDE, (y - TOP) * CANVAS / SIDE) / 255;
      const light = paper * (1 - dark) + NOISE * (2 * random() - 1);
      const i = 4 * (y * WIDTH + x);
      data[i] = light + 6;
      data[i + 1] = light;
      data[i + 2] = light - 10;
      data[i + 3] = 255;
    }
  }
  return encode({ width: WIDTH, height: HEIGHT, data }, 85).data;
}

/** EXIF's orientation 6, as an APP1 segment: to be shown turned clockwise by a quarter. */
const TURN = Uint8Array.fromHex(
  "ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" + "00060000" +
    "00000000",
);

/** The same, by a telephone that is held upright: turned the other way, and the file says so. */
export function lyingPhoto(strokes: readonly Stroke[], seed: number): Uint8Array {
  const lying = strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: y, y: CANVAS - x })));
  const jpeg = photograph(lying, seed);
  const startOfImage = 2;
  return Uint8Array.from([
    ...jpeg.subarray(0, startOfImage),
    ...TURN,
    ...jpeg.subarray(startOfImage),
  ]);
}

/** The ink between four pixels. */
function inkAt(ink: Uint8Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left > CANVAS - 2 || top > CANVAS - 2) return 0;
  const at = (column: number, row: number) => ink[(top + row) * CANVAS + left + column]!;
  const across = (row: number) => at(0, row) + (at(1, row) - at(0, row)) * (x - left);
  return across(0) + (across(1) - across(0)) * (y - top);
}
