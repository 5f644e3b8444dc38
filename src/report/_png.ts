import { Buffer } from "node:buffer";
import { encodePng, type PixelImage } from "../data/mod.ts";

/** The image as a PNG data URI. Throws `RangeError` when the pixels do not fill its shape. */
export function pngDataUri(image: PixelImage): string {
  return `data:image/png;base64,${Buffer.from(encodePng(image)).toString("base64")}`;
}
