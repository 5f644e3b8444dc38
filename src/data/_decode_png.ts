import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png";

/**
 * Decodes a PNG file to 8-bit RGBA.
 *
 * @throws {Error} When the file is damaged or has more than `maxMegapixels`.
 */
export function decodePng(bytes: Uint8Array, maxMegapixels: number) {
  checkHeader(bytes, maxMegapixels);
  checkComplete(bytes);
  const png = decode(bytes, { checkCrc: true });
  const { width, height } = png;
  const { samples, channels } = toBytes(png);
  if (samples.length !== width * height * channels) {
    throw new RangeError(
      `it has ${samples.length} of the ${width * height * channels} samples that ` +
        `${width} x ${height} pixels need`,
    );
  }
  const data = new Uint8Array(width * height * 4);
  // Gray and gray + alpha have their one colour in all three places.
  const isGray = channels < 3;
  const hasAlpha = channels % 2 === 0;
  for (let i = 0; i < width * height; i++) {
    const from = i * channels;
    data[4 * i] = samples[from]!;
    data[4 * i + 1] = samples[isGray ? from : from + 1]!;
    data[4 * i + 2] = samples[isGray ? from : from + 2]!;
    data[4 * i + 3] = hasAlpha ? samples[from + channels - 1]! : 255;
  }
  if (!hasAlpha && png.palette === undefined) applyTransparentColor(png, data);
  return { width, height, data };
}

/** A tRNS chunk makes one gray value or colour of an image without alpha wholly transparent. */
function applyTransparentColor({ transparency, depth }: DecodedPng, data: Uint8Array): void {
  if (transparency === undefined || transparency.length === 0) return;
  const [red, green = red, blue = red] = [...transparency].map((v) => to8Bit(v, depth));
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) data[i + 3] = 0;
  }
}

function to8Bit(value: number, depth: number): number {
  return Math.round((value * 255) / (2 ** depth - 1));
}

/** The header is checked before anything is unpacked: a small file can declare a huge image. */
function checkHeader(bytes: Uint8Array, maxMegapixels: number): void {
  if (bytes.length < 29) throw new Error(`it is cut short after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0) throw new RangeError(`its size is ${width} x ${height}`);
  if (width * height > maxMegapixels * 1e6) {
    throw new RangeError(
      `${width} x ${height} pixels are more than ${maxMegapixels} megapixels`,
    );
  }
  // fast-png 8.0.0 reads such images as if each pixel had its own byte.
  if (bytes[24]! < 8 && bytes[28] !== 0) {
    throw new Error(`interlaced images of ${bytes[24]} bits per sample are not supported`);
  }
}

/** fast-png 8.0.0 fills what is missing at the end with black. */
function checkComplete(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endChunk = 0x49454e44;
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    if (view.getUint32(offset + 4) === endChunk) return;
    offset += 12 + view.getUint32(offset);
  }
  throw new Error(`it is cut short after ${bytes.length} bytes`);
}

function toBytes(png: DecodedPng): { samples: ArrayLike<number>; channels: number } {
  if (png.palette !== undefined) {
    return { samples: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3 };
  }
  const { depth, channels } = png;
  if (depth === 8) return { samples: png.data, channels };
  const values = depth === 16 ? png.data : unpackRows(png);
  return { samples: Uint8Array.from(values, (value) => to8Bit(value, depth)), channels };
}

/** Gray values of 1, 2 or 4 bits, several a byte, high bits first, each row from a new byte. */
function unpackRows({ width, height, depth, data }: DecodedPng): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = data[y * rowBytes + Math.floor(x / perByte)]!;
      values[y * width + x] = (byte >> (8 - depth * (1 + (x % perByte)))) & (2 ** depth - 1);
    }
  }
  return values;
}
