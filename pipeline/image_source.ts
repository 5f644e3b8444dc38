import {
  DataError,
  type ImageSet,
  type ImageShape,
  pixelsOf,
  readFile,
  readIdx,
} from "../src/data/mod.ts";
import type { RgbaImage } from "../src/preprocess/mod.ts";
import { parseIndices } from "./index_list.ts";

/** Images shown of a file with many, where the user names none. */
const FEW = 6;

/** An image of a data set's file, as it lies there: light on dark, of the data set's size. */
export interface StoredImage {
  /** `t10k-images-idx3-ubyte 3`. */
  readonly name: string;
  readonly image: RgbaImage;
  /** Its class, where it is known. */
  readonly label?: number;
}

/** Whether a file is in IDX format, packed or not, by its first bytes. */
export async function isIdx(path: string): Promise<boolean> {
  const [a, b, c] = await readFile(path);
  return (a === 0 && b === 0 && c === 8) || (a === 0x1f && b === 0x8b);
}

/**
 * Images of an IDX file.
 *
 * @param index Positions as the user wrote them; absent: the first few.
 * @throws {DataError} When it is no IDX file of images.
 * @throws {ConfigError} When the positions are none of the file's.
 */
export async function readIdxImages(path: string, index?: string): Promise<StoredImage[]> {
  const { shape: [count = 0, height, width, channels = 1], shape, data } = await readIdx(path);
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3)) {
    throw new DataError(
      path,
      `"${path}" holds ${
        shape.length === 1 ? "labels" : `${shape.join(" x ")} values`
      }: expected ` +
        "images, count x height x width, or with 1 or 3 channels. Give the file with the images",
    );
  }
  const set = { shape: { height: height!, width: width!, channels }, images: data, count };
  return imagesOf(path, set, index);
}

/** Images of a data set, with their classes. */
export function imagesOf(
  name: string,
  { shape, images, count, labels }: Omit<ImageSet, "labels"> & Partial<Pick<ImageSet, "labels">>,
  index = `0-${Math.min(FEW, count) - 1}`,
): StoredImage[] {
  const size = pixelsOf(shape);
  return parseIndices(index, count, name).map((at) => ({
    name: `${name} ${at}`,
    image: toRgba(images.subarray(at * size, (at + 1) * size), shape),
    ...(labels === undefined ? {} : { label: labels[at]! }),
  }));
}

function toRgba(pixels: Uint8Array, { height, width, channels }: ImageShape): RgbaImage {
  const data = new Uint8Array(height * width * 4);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = pixels[i * channels + c % channels]!;
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}
