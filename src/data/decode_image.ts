import { decode as decodeJpegData } from "jpeg-js";
import { identifyContent } from "./_content.ts";
import { decodePng } from "./_decode_png.ts";
import { exifOrientation, turnUpright } from "./_exif.ts";
import { DataError } from "./data_error.ts";
import { readFile } from "./read_file.ts";

/** A decoded image: four bytes a pixel (red, green, blue, alpha), row-major, alpha not multiplied. */
export interface DecodedImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** `width` x `height` x 4 bytes. */
  readonly data: Uint8Array;
}

/** More pixels than any camera has, few enough to fit in memory. */
const MAX_MEGAPIXELS = 100;

/**
 * Reads and decodes a PNG or JPEG file. Needs read permission for it.
 *
 * @throws {DataError} When the file cannot be read or decoded.
 */
export async function readImage(path: string): Promise<DecodedImage> {
  return decodeImage(await readFile(path), path);
}

/**
 * Decodes a PNG or JPEG file. A photo comes out upright, as its EXIF orientation says.
 *
 * @param path Names the file in errors.
 * @throws {DataError} When it is another kind of file, damaged, or over 100 megapixels.
 */
export function decodeImage(bytes: Uint8Array, path: string): DecodedImage {
  const { kind, description } = identifyContent(bytes);
  if (kind !== "png" && kind !== "jpeg") {
    throw new DataError(
      path,
      `"${path}" is ${description}: expected a PNG or JPEG image. ${remedy(kind)}`,
    );
  }
  const format = kind === "png" ? "PNG" : "JPEG";
  try {
    return kind === "png" ? decodePng(bytes, MAX_MEGAPIXELS) : decodeJpeg(bytes);
  } catch (error) {
    throw new DataError(
      path,
      `Cannot decode "${path}" as ${format}: ${(error as Error).message}. ` +
        `Save the image again, as PNG`,
      { cause: error },
    );
  }
}

function decodeJpeg(bytes: Uint8Array): DecodedImage {
  const { width, height, data } = decodeJpegData(bytes, {
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: MAX_MEGAPIXELS,
  });
  return turnUpright({ width, height, data }, exifOrientation(bytes));
}

function remedy(kind: ReturnType<typeof identifyContent>["kind"]): string {
  switch (kind) {
    case "onnx":
      return "Give a model with --model and images as arguments";
    case "idx":
      return "Evaluate IDX files with the evaluate command and --data-dir";
    case "gif":
    case "webp":
    case "bmp":
    case "svg":
      return "Convert it to PNG";
    default:
      return "Give the path of an image";
  }
}
