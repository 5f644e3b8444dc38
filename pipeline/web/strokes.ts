/** A point of the page's sheet, 0 to 1 in both directions. */
export type Point = readonly [x: number, y: number];

/** A digit as a hand draws it: one stroke, a point for each movement of the pointer. */
export type Digit = readonly Point[];

/** Movements of the pointer in each part. */
const STEPS = 24;

/** A 3, a 2 and a 0. */
export const DIGITS: readonly Digit[] = [
  [...arc(0.5, 0.34, 0.16, -150, 90), ...arc(0.5, 0.66, 0.16, -90, 150)],
  [
    ...arc(0.5, 0.34, 0.16, -170, 40),
    ...line([0.6, 0.47], [0.34, 0.8]),
    ...line([0.34, 0.8], [0.68, 0.8]),
  ],
  arc(0.5, 0.5, 0.22, -90, 280),
];

/** Part of a circle, clockwise on the screen, in degrees from the right. */
function arc(x: number, y: number, radius: number, from: number, to: number): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const angle = (from + (to - from) * i / STEPS) * Math.PI / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

function line(from: Point, to: Point): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const share = i / STEPS;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}
