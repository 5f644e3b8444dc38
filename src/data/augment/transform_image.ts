import { type ImageShape, pixelsOf } from "../dataset.ts";

/** What is done to one image: mirrored, then turned and scaled about its centre, then moved. */
export interface ImageTransform {
  /** Degrees, counter-clockwise as one looks at the image. */
  readonly rotation: number;
  /** To the right, as a share of the width. */
  readonly shiftX: number;
  /** Down, as a share of the height. */
  readonly shiftY: number;
  /** Above 1 enlarges. */
  readonly zoom: number;
  /** Whether left and right change places. */
  readonly flip: boolean;
}

/**
 * Maps one image by an affine transform. Each pixel of the result is looked up where it came from,
 * between four pixels by bilinear interpolation; what lies outside of the image counts as 0.
 *
 * @param image Pixels 0 to 255, height x width x channels, row-major.
 * @param into Where to write the result, of the same size; not `image` itself.
 * @returns `into`.
 * @throws {TypeError} When an array's length is not that of `shape`.
 *
 * @example
 * ```ts
 * import { transformImage } from "./transform_image.ts";
 *
 * const shape = { height: 1, width: 3, channels: 1 };
 * const right = { rotation: 0, shiftX: 1 / 3, shiftY: 0, zoom: 1, flip: false };
 * const moved = transformImage(Uint8Array.of(10, 20, 30), shape, right);
 * if (moved.join() !== "0,10,20") throw new Error(`unexpected pixels ${moved}`);
 * ```
 */
export function transformImage(
  image: Uint8Array,
  shape: ImageShape,
  transform: ImageTransform,
  into: Uint8Array = new Uint8Array(pixelsOf(shape)),
): Uint8Array {
  const { height, width, channels } = shape;
  checkLength(image, shape);
  checkLength(into, shape);
  const angle = transform.rotation * Math.PI / 180;
  const cos = Math.cos(angle) / transform.zoom;
  const sin = Math.sin(angle) / transform.zoom;
  const mirror = transform.flip ? -1 : 1;
  // Where the image lies in its frame.
  const centreX = (width + 1) / 2;
  const centreY = (height + 1) / 2;
  const frame = framed(image, shape);
  const row = (width + 2) * channels;
  let at = 0;
  for (let y = 0; y < height; y++) {
    // From the result back to the image; y points down.
    const fromY = y + 1 - centreY - transform.shiftY * height;
    const fromX = 1 - centreX - transform.shiftX * width;
    const rowX = centreX + mirror * (cos * fromX - sin * fromY);
    const rowY = centreY + sin * fromX + cos * fromY;
    for (let x = 0; x < width; x++) {
      const sourceX = rowX + x * mirror * cos;
      const sourceY = rowY + x * sin;
      if (sourceX >= 0 && sourceX < width + 1 && sourceY >= 0 && sourceY < height + 1) {
        const left = sourceX | 0;
        const top = sourceY | 0;
        let from = top * row + left * channels;
        for (let c = 0; c < channels; c++, from++) {
          const upper = mix(frame[from]!, frame[from + channels]!, sourceX - left);
          const lower = mix(frame[from + row]!, frame[from + row + channels]!, sourceX - left);
          into[at++] = mix(upper, lower, sourceY - top) + 0.5;
        }
      } else {
        for (let c = 0; c < channels; c++) into[at++] = 0;
      }
    }
  }
  return into;
}

/** The image with a black pixel around it, so that between it and the outside it takes no checks. */
function framed(image: Uint8Array, { height, width, channels }: ImageShape): Uint8Array {
  const row = width * channels;
  const frame = new Uint8Array((height + 2) * (row + 2 * channels));
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * (row + 2 * channels) + channels;
    frame.set(image.subarray(y * row, (y + 1) * row), start);
  }
  return frame;
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}

function checkLength(pixels: Uint8Array, shape: ImageShape): void {
  const { height, width, channels } = shape;
  if (pixels.length !== pixelsOf(shape)) {
    throw new TypeError(
      `Cannot transform ${pixels.length} pixels: expected ${pixelsOf(shape)} for ` +
        `${height} x ${width} x ${channels} (height x width x channels)`,
    );
  }
}
