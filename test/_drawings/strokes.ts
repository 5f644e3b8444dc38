import { CANVAS } from "./canvas.ts";
import { AS_IS, type Placement } from "./placement.ts";
import { NEIGHBOURS } from "./thin.ts";

/** A point of the canvas, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the pointer does between pressing and releasing; one point is a dot. */
export type Stroke = readonly Point[];

/** Pixels between two events of a pointer that moves at a writer's speed. */
const STEP = 6;

/**
 * The strokes that draw a centre line. Each begins at an end of the line, or, when none is left, where
 * it meets a stroke that was drawn before.
 *
 * @param line For each pixel of the canvas 1 or 0, one pixel wide.
 */
export function strokesOf(line: Uint8Array): Stroke[] {
  const left = line.slice();
  const pixels: number[] = [];
  for (let i = line.indexOf(1); i >= 0; i = line.indexOf(1, i + 1)) pixels.push(i);
  const degree = (i: number) => NEIGHBOURS.filter((offset) => line[i + offset] === 1).length;
  const starts = [...pixels.filter((i) => degree(i) === 1), ...pixels];
  const strokes: Stroke[] = [];
  for (const start of starts) {
    if (left[start] === 0) continue;
    const path = walk(left, start);
    const drawn = (i: number) =>
      NEIGHBOURS.map((offset) => i + offset)
        .find((j) => line[j] === 1 && left[j] === 0 && !path.includes(j));
    const [from, to] = [drawn(path[0]!), drawn(path.at(-1)!)];
    // A pixel or two beside a line that is drawn already: the corner of a crossing.
    if (path.length < 4 && (from ?? to) !== undefined) continue;
    const whole = [...from === undefined ? [] : [from], ...path, ...to === undefined ? [] : [to]];
    strokes.push(pointsOf(whole));
  }
  return strokes;
}

/** Strokes made for {@linkcode AS_IS}, placed otherwise. */
export function placeStrokes(strokes: readonly Stroke[], placement: Placement): Stroke[] {
  const factor = placement.scale / AS_IS.scale;
  return strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: placement.left + factor * x,
      y: placement.top + factor * y,
    }))
  );
}

/** Follows the line as straight as it goes, and takes off what it passes. */
function walk(left: Uint8Array, start: number): number[] {
  const path = [start];
  left[start] = 0;
  let direction = -1;
  for (let at = start;;) {
    const turns = [...NEIGHBOURS.keys()].filter((turn) => left[at + NEIGHBOURS[turn]!] === 1);
    if (turns.length === 0) return path;
    const bend = (turn: number) => {
      // Straight neighbours first where no direction is known: a diagonal would leave out corners.
      if (direction < 0) return turn % 2;
      const difference = Math.abs(turn - direction);
      return Math.min(difference, 8 - difference);
    };
    direction = turns.toSorted((a, b) => bend(a) - bend(b))[0]!;
    at += NEIGHBOURS[direction]!;
    left[at] = 0;
    path.push(at);
  }
}

/** Every few pixels one, and the last. */
function pointsOf(path: readonly number[]): Stroke {
  return path
    .filter((_, i) => i % STEP === 0 || i === path.length - 1)
    .map((i) => ({ x: i % CANVAS + 0.5, y: Math.floor(i / CANVAS) + 0.5 }));
}
