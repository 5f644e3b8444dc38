import { DataError } from "./data_error.ts";
import type { ImageSet } from "./dataset.ts";
import { type DecodedImage, readImage } from "./decode_image.ts";

/** An image file and its class. */
export interface LabelledFile {
  readonly path: string;
  readonly label: number;
}

/** An image's pixels with 1 value each where all are gray, else 3. */
interface Pixels {
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/**
 * Reads the images of both sets: gray where all are gray, else all RGB. Transparent parts become
 * white, by their share.
 *
 * @throws {DataError} When a file cannot be decoded, or its size is not that of the first one.
 */
export async function readImageSets(
  train: readonly LabelledFile[],
  test: readonly LabelledFile[],
): Promise<{ train: ImageSet; test: ImageSet }> {
  // In the order of the names, so that the first one is the one that a reader takes for the first.
  const paths = [...train, ...test].map(({ path }) => path).sort();
  const images = new Map<string, Pixels>();
  let first: { path: string; width: number; height: number } | undefined;
  for (const path of paths) {
    const image = await readImage(path);
    const { width, height } = image;
    first ??= { path, width, height };
    if (width !== first.width || height !== first.height) {
      throw new DataError(
        path,
        `"${path}" has ${width} x ${height} pixels (width x height): expected ${first.width} x ` +
          `${first.height} as "${first.path}" has. Bring all images to one size, with ImageMagick ` +
          `for example: mogrify -resize '${first.width}x${first.height}!' FILES`,
      );
    }
    images.set(path, pixelsOnWhite(image));
  }
  const { width, height } = first!;
  const channels = [...images.values()].some((image) => image.channels === 3) ? 3 : 1;
  const collect = (files: readonly LabelledFile[]): ImageSet => {
    const size = width * height * channels;
    const pixels = new Uint8Array(files.length * size);
    files.forEach(({ path }, i) => pixels.set(withChannels(images.get(path)!, channels), i * size));
    return {
      shape: { height, width, channels },
      images: pixels,
      labels: Uint8Array.from(files, ({ label }) => label),
      count: files.length,
    };
  };
  return { train: collect(train), test: collect(test) };
}

function pixelsOnWhite({ width, height, data }: DecodedImage): Pixels {
  const colours = new Uint8Array(width * height * 3);
  let isGray = true;
  for (let i = 0; i < width * height; i++) {
    const alpha = data[4 * i + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[4 * i + channel]!;
      colours[3 * i + channel] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
    isGray &&= colours[3 * i] === colours[3 * i + 1] && colours[3 * i] === colours[3 * i + 2];
  }
  if (!isGray) return { channels: 3, data: colours };
  return {
    channels: 1,
    data: Uint8Array.from({ length: width * height }, (_, i) => colours[3 * i]!),
  };
}

function withChannels({ channels, data }: Pixels, wanted: 1 | 3): Uint8Array {
  if (channels === wanted) return data;
  return Uint8Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)]!);
}
