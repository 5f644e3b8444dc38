import { encode } from "fast-png";

/** A gray or RGB image of bytes. */
export interface PixelImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** `height` x `width` x `channels` values, row-major. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Encodes a gray or RGB image as an 8-bit PNG file. The same image always gives the same bytes.
 *
 * @throws {RangeError} When a size, the channels or the data's length is not what it should be.
 */
export function encodePng(image: PixelImage): Uint8Array {
  const { width, height, channels, data } = image;
  if (![width, height].every((size) => Number.isInteger(size) && size > 0)) {
    throw new RangeError(
      `Cannot encode a PNG of ${width} x ${height} pixels: expected whole numbers from 1`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `Cannot encode a PNG with ${channels} channels: expected 1 (gray) or 3 (RGB)`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `Cannot encode a PNG of ${width} x ${height} x ${channels} from ${data.length} values: ` +
        `expected ${width * height * channels}`,
    );
  }
  return encode({ width, height, channels, data, depth: 8 });
}
