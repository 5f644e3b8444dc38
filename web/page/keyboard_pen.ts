import type { Point } from "./strokes.ts";

/** A pen that keys move. */
export interface Pen extends Point {
  readonly down: boolean;
}

/** What a key means to the pen. */
export type PenAction = "move" | "down" | "up" | "undo" | "clear";

/** A key that was pressed, as a `KeyboardEvent` tells it. */
export interface PenKey {
  readonly key: string;
  readonly shiftKey?: boolean;
  /** Whether the key is held and repeats itself. */
  readonly repeat?: boolean;
}

/** One press moves the pen so far, in logical pixels; with Shift so far. */
const STEP = 10;
const FINE_STEP = 2;

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Whether a key is one of the four that move the pen. */
export function isArrow(key: string): boolean {
  return Object.hasOwn(DIRECTIONS, key);
}

/**
 * What a key does: the pen after it and the action, or `undefined` for a key that is not the pen's.
 *
 * @param held Arrow keys that are down, this one included; two of them move it aslant.
 * @param size Side of the sheet in logical pixels; the pen does not leave it.
 */
export function pressKey(
  pen: Pen,
  { key, shiftKey = false, repeat = false }: PenKey,
  held: ReadonlySet<string>,
  size: number,
): { readonly pen: Pen; readonly action: PenAction } | undefined {
  if (isArrow(key)) {
    const step = shiftKey ? FINE_STEP : STEP;
    const directions = Object.keys(DIRECTIONS).filter((name) => name === key || held.has(name));
    const sum = (axis: "x" | "y") =>
      directions.reduce((total, name) => total + DIRECTIONS[name]![axis], 0);
    const moved = (axis: "x" | "y") => Math.max(0, Math.min(size, pen[axis] + step * sum(axis)));
    return { pen: { ...pen, x: moved("x"), y: moved("y") }, action: "move" };
  }
  if (key === " ") {
    if (repeat) return undefined;
    return { pen: { ...pen, down: !pen.down }, action: pen.down ? "up" : "down" };
  }
  if (key === "Backspace") return { pen: { ...pen, down: false }, action: "undo" };
  if (key === "Delete") return { pen: { ...pen, down: false }, action: "clear" };
  return undefined;
}
