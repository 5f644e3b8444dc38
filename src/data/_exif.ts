import type { DecodedImage } from "./decode_image.ts";

const ORIENTATION_TAG = 0x0112;

/**
 * The EXIF orientation, 1 (upright) to 8, of a JPEG file; 1 when it does not have one
 * (format: Exif 2.32, sections 4.5.2 and 4.6.4).
 */
export function exifOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 2;
  while (offset + 4 <= bytes.length && bytes[offset] === 0xff) {
    const marker = bytes[offset + 1]!;
    if (marker === 0xda) break;
    const size = view.getUint16(offset + 2);
    if (marker === 0xe1 && isExif(bytes, offset + 4)) {
      const end = Math.max(offset + 10, Math.min(offset + 2 + size, bytes.length));
      return readOrientation(
        new DataView(bytes.buffer, bytes.byteOffset + offset + 10, end - offset - 10),
      );
    }
    offset += 2 + size;
  }
  return 1;
}

function isExif(bytes: Uint8Array, offset: number): boolean {
  return offset + 14 <= bytes.length &&
    [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => bytes[offset + i] === byte);
}

/** The orientation in a TIFF header's first directory. */
function readOrientation(tiff: DataView): number {
  if (tiff.byteLength < 8) return 1;
  const littleEndian = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return 1;
  const numEntries = tiff.getUint16(directory, littleEndian);
  for (let i = 0; i < numEntries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) break;
    if (tiff.getUint16(entry, littleEndian) === ORIENTATION_TAG) {
      const value = tiff.getUint16(entry + 8, littleEndian);
      return value >= 1 && value <= 8 ? value : 1;
    }
  }
  return 1;
}

/** The image as it was seen, from an image stored with that EXIF orientation. */
export function turnUpright(image: DecodedImage, orientation: number): DecodedImage {
  if (orientation === 1) return image;
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [image.height, image.width] : [image.width, image.height];
  const from = new Uint32Array(image.data.slice().buffer);
  const to = new Uint32Array(width * height);
  // Which stored edges are reversed: the table of Exif 2.32, section 4.6.4 A.
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [storedX, storedY] = swapped ? [y, x] : [x, y];
      const column = flipX ? image.width - 1 - storedX : storedX;
      const row = flipY ? image.height - 1 - storedY : storedY;
      to[y * width + x] = from[row * image.width + column]!;
    }
  }
  return { width, height, data: new Uint8Array(to.buffer) };
}
