import {
  adjust,
  boundingBox,
  type Box,
  centreOfMass,
  paste,
  type Plane,
  rangeOf,
} from "./plane.ts";
import { type Background, isDarkOnLight, measureBackground } from "./polarity.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { resizeArea } from "./resize.ts";

/** The box that MNIST's digits were fitted into, as a part of its 28 pixels. */
const FIT = 20 / 28;

/**
 * What is fainter than this, of 255, does not count for the size of a digit: smears and the
 * ringing of JPEG. MNIST's own digits keep their size up to here.
 */
const FAINTEST_INK = 32;

/** The least contrast, of 255, at which something counts as drawn. */
const MIN_CONTRAST = 32;

/** Larger images are first shrunk to this many times the model's size, which takes noise out. */
const MAX_RATIO = 20;

/** Ink on its background: `factor` x value + `offset` is 0 for the background and 255 for the strongest ink. */
interface Ink {
  readonly factor: number;
  readonly offset: number;
  /** The box around all but the faintest of it. */
  readonly box: Box;
}

/**
 * Puts a digit where MNIST has it, light on dark: the longer side of its ink fitted to 20/28 of the
 * frame, and moved by whole pixels so that its centre of mass lies at pixel (14, 14) of 28 (LeCun,
 * Cortes and Burges, "The MNIST database"). Background and noise are taken out before; after, the
 * ink is stretched to 255, the peak of every digit of MNIST.
 *
 * @param invert "auto": the digit may be dark on light.
 * @throws {RangeError} When there is no ink.
 */
export function placeDigit(
  plane: Plane,
  width: number,
  height: number,
  invert: Preprocessing["invert"],
): Plane {
  const size = Math.min(width, height);
  const limited = limitSize(plane, size * MAX_RATIO);
  const background = measureBackground(limited);
  const inverted = invert === "auto" && isDarkOnLight(background);
  const ink = findInk(limited, background, inverted);
  if (ink === undefined) {
    throw new RangeError(
      `Cannot find a digit in the image of ${plane.width} x ${plane.height} pixels: it is blank ` +
        `or has too little contrast. Draw something, with a dark pen on a light background or ` +
        `the other way round`,
    );
  }
  const { factor, offset, box } = ink;
  // Source pixels for one target pixel, and one of these around the box for its faint fringe.
  const ratio = Math.max(box.width, box.height) / Math.round(FIT * size);
  const columns = Math.ceil(box.width / ratio) + 2;
  const rows = Math.ceil(box.height / ratio) + 2;
  const left = box.left - ratio;
  const top = box.top - ratio;
  const part = wholePixels(limited, left, top, columns * ratio, rows * ratio);
  const fitted = resizeArea(adjust(limited, factor, offset, part), columns, rows, {
    left: left - part.left,
    top: top - part.top,
    width: columns * ratio,
    height: rows * ratio,
  });
  const centre = centreOfMass(fitted);
  return stretch(
    paste(fitted, place(centre.x, columns, width), place(centre.y, rows, height), width, height),
  );
}

/** What stands out of the plane's background; `undefined` when nothing does. */
function findInk(
  plane: Plane,
  { level, noise, min, max }: Background,
  inverted: boolean,
): Ink | undefined {
  const contrast = inverted ? level - min : max - level;
  if (contrast < Math.max(MIN_CONTRAST, 3 * noise)) return undefined;
  const sign = inverted ? -1 : 1;
  const factor = sign * 255 / (contrast - noise);
  const offset = -factor * (level + sign * noise);
  const faintest = (FAINTEST_INK - offset) / factor;
  const box = inverted
    ? boundingBox(plane, faintest, Infinity)
    : boundingBox(plane, -Infinity, faintest);
  return box && { factor, offset, box };
}

/** The pixels of a plane that a box touches. */
function wholePixels(plane: Plane, x: number, y: number, width: number, height: number): Box {
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  return {
    left,
    top,
    width: Math.min(plane.width, Math.ceil(x + width)) - left,
    height: Math.min(plane.height, Math.ceil(y + height)) - top,
  };
}

/** The same plane times the factor that makes its largest value 255. */
function stretch(plane: Plane): Plane {
  return adjust(plane, 255 / rangeOf(plane).max, 0);
}

function limitSize(plane: Plane, maxSize: number): Plane {
  const ratio = Math.max(plane.width, plane.height) / maxSize;
  if (ratio <= 1) return plane;
  const shrink = (length: number) => Math.max(1, Math.round(length / ratio));
  return resizeArea(plane, shrink(plane.width), shrink(plane.height));
}

/** Where `length` pixels start, so that `centre` of them is the frame's; the fringe may stick out. */
function place(centre: number, length: number, frame: number): number {
  const start = Math.round(Math.floor(frame / 2) - centre);
  return Math.max(-1, Math.min(start, frame - length + 1));
}
