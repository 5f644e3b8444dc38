import { adjust, boundingBox, centreOfMass, paste, type Plane, rangeOf } from "./plane.ts";
import { measureBackground } from "./polarity.ts";
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

/**
 * Puts a light digit on a dark background where MNIST has it: the longer side of its ink fitted to
 * 20/28 of the frame, and moved by whole pixels so that its centre of mass lies at pixel (14, 14)
 * of 28 (LeCun, Cortes and Burges, "The MNIST database"). Background and noise are taken out
 * before; after, the ink is stretched to 255, the peak of every digit of MNIST.
 *
 * @throws {RangeError} When there is no ink.
 */
export function placeDigit(plane: Plane, width: number, height: number): Plane {
  const size = Math.min(width, height);
  const ink = extractInk(limitSize(plane, size * MAX_RATIO));
  const box = ink === undefined ? undefined : boundingBox(ink, FAINTEST_INK);
  if (ink === undefined || box === undefined) {
    throw new RangeError(
      `Cannot find a digit in the image of ${plane.width} x ${plane.height} pixels: it is blank ` +
        `or has too little contrast. Draw something, with a dark pen on a light background or ` +
        `the other way round`,
    );
  }
  // Source pixels for one target pixel, and one of these around the box for its faint fringe.
  const ratio = Math.max(box.width, box.height) / Math.round(FIT * size);
  const columns = Math.ceil(box.width / ratio) + 2;
  const rows = Math.ceil(box.height / ratio) + 2;
  const fitted = resizeArea(ink, columns, rows, {
    left: box.left - ratio,
    top: box.top - ratio,
    width: columns * ratio,
    height: rows * ratio,
  });
  const centre = centreOfMass(fitted);
  const left = place(centre.x, columns, width);
  const top = place(centre.y, rows, height);
  return stretch(paste(fitted, left, top, width, height));
}

/** The plane above its background, stretched to 255; `undefined` when nothing stands out. */
function extractInk(plane: Plane): Plane | undefined {
  const { level, noise } = measureBackground(plane);
  const contrast = rangeOf(plane).max - level;
  if (contrast < Math.max(MIN_CONTRAST, 3 * noise)) return undefined;
  return stretch(adjust(plane, 1, -level - noise));
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
