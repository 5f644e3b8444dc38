import { Buffer } from "node:buffer";
import { encode } from "fast-png";

/** An image as bytes. */
export interface PixelImage {
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** 1 for grayscale, 3 for RGB. */
  readonly channels: number;
  /** `height * width * channels` bytes, row-major. */
  readonly pixels: Uint8Array;
}

/** The image as a PNG data URI. Throws `TypeError` when the pixels do not fill its shape. */
export function pngDataUri({ height, width, channels, pixels }: PixelImage): string {
  if (channels !== 1 && channels !== 3) {
    throw new TypeError(`Cannot draw an image of ${channels} channels: expected 1 or 3`);
  }
  if (height < 1 || width < 1 || pixels.length !== height * width * channels) {
    throw new TypeError(
      `Cannot draw an image of ${pixels.length} bytes: expected ${height} * ${width} * ${channels} = ${
        height * width * channels
      }, at least 1`,
    );
  }
  const png = encode({ height, width, channels, depth: 8, data: pixels });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
