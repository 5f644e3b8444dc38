import { seeded } from "../random.ts";

/** Numbers that a row of {@linkcode friedman} has; the last ones are noise. */
export const NUM_FEATURES = 20;

/** Rows of random numbers, and for each the value of Friedman's first test function, scaled to about 1. */
export function friedman(rows: number): { x: number[][]; y: number[][] } {
  const random = seeded(1);
  const x = Array.from({ length: rows }, () => Array.from({ length: NUM_FEATURES }, random));
  const y = x.map(([a = 0, b = 0, c = 0, d = 0, e = 0]) => [
    (10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e) / 15,
  ]);
  return { x, y };
}
