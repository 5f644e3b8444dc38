import { CANVAS, type Ink } from "./canvas.ts";

/** The eight neighbours of a pixel, clockwise from the one above. */
export const NEIGHBOURS = [
  -CANVAS,
  -CANVAS + 1,
  1,
  CANVAS + 1,
  CANVAS,
  CANVAS - 1,
  -1,
  -CANVAS - 1,
] as const;

/** Whether a pixel goes in the first and in the second half of a pass, by its neighbours' bits. */
const REMOVABLE = [0, 1].map((half) =>
  Array.from({ length: 256 }, (_, bits) => removable(bits, half))
);

/**
 * Thins ink to its centre line, one pixel wide: T. Y. Zhang and C. Y. Suen, "A fast parallel
 * algorithm for thinning digital patterns", Communications of the ACM 27 (1984). Ink on the
 * outermost pixels of the canvas is cut off.
 *
 * @returns For each pixel 1 (on the line) or 0.
 */
export function thin(ink: Ink): Uint8Array {
  const on = new Uint8Array(ink.length);
  let line: number[] = [];
  for (let y = 1; y < CANVAS - 1; y++) {
    for (let i = y * CANVAS + 1; i < (y + 1) * CANVAS - 1; i++) {
      if (ink[i]! < 128) continue;
      on[i] = 1;
      line.push(i);
    }
  }
  for (let before = -1; before !== line.length;) {
    before = line.length;
    for (const table of REMOVABLE) {
      const gone = line.filter((i) => isEdge(on, i) && table[neighbourBits(on, i)]);
      for (const i of gone) on[i] = 0;
      if (gone.length > 0) line = line.filter((i) => on[i] === 1);
    }
  }
  return on;
}

/** Most ink lies deeper, and stays for now: a quick look spares the long one. */
function isEdge(on: Uint8Array, i: number): boolean {
  return (on[i - CANVAS]! & on[i + 1]! & on[i + CANVAS]! & on[i - 1]!) === 0;
}

function neighbourBits(on: Uint8Array, i: number): number {
  let bits = 0;
  for (let turn = 0; turn < 8; turn++) bits |= on[i + NEIGHBOURS[turn]!]! << turn;
  return bits;
}

function removable(bits: number, half: number): boolean {
  const around = NEIGHBOURS.map((_, turn) => bits >> turn & 1);
  const count = around.reduce((sum, value) => sum + value);
  const edges = around.filter((value, turn) => value === 0 && around[(turn + 1) % 8] === 1).length;
  if (count < 2 || count > 6 || edges !== 1) return false;
  const [above, , right, , below, , left] = around as [1, 0, 1, 0, 1, 0, 1, 0];
  return half === 0
    ? above * right * below === 0 && right * below * left === 0
    : above * right * left === 0 && above * below * left === 0;
}
