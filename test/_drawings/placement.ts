import { CANVAS } from "./canvas.ts";

/** Where an image of MNIST lies on the canvas: its left and top in pixels, and pixels for each of its own. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** The ways to place a digit that accuracy is measured for. */
export const PLACEMENTS = ["as is", "off-centre x0.75", "small x0.5", "large x1.3"] as const;

/** One of {@linkcode PLACEMENTS}. */
export type PlacementName = (typeof PLACEMENTS)[number];

/** MNIST's 28 pixels fill the canvas. */
export const AS_IS: Placement = { left: 0, top: 0, scale: CANVAS / 28 };

/**
 * Places a digit. Off-centre ones go into each corner in turn; large ones are moved as far as needed
 * so that their ink, with the brush around it, stays on the canvas.
 *
 * @param digit 28 x 28 bytes.
 * @param turn Which corner, modulo 4.
 */
export function place(name: PlacementName, digit: Uint8Array, turn: number): Placement {
  switch (name) {
    case "as is":
      return AS_IS;
    case "off-centre x0.75": {
      const room = CANVAS / 4;
      return { left: room * (turn & 1), top: room * (turn >> 1 & 1), scale: AS_IS.scale * 0.75 };
    }
    case "small x0.5":
      return { left: CANVAS / 4, top: CANVAS / 4, scale: AS_IS.scale * 0.5 };
    case "large x1.3":
      return centreInk(digit, AS_IS.scale * 1.3);
  }
}

/** The middle of the ink's box in the middle of the canvas. */
function centreInk(digit: Uint8Array, scale: number): Placement {
  const ink = [...digit.keys()].filter((i) => digit[i]! > 0);
  const middle = (places: number[]) => (Math.min(...places) + Math.max(...places) + 1) / 2;
  return {
    left: CANVAS / 2 - scale * middle(ink.map((i) => i % 28)),
    top: CANVAS / 2 - scale * middle(ink.map((i) => Math.floor(i / 28))),
    scale,
  };
}
