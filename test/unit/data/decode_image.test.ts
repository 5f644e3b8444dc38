import { type BitDepth, encode } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { describe, expect, it } from "vitest";
import { DataError, decodeImage, encodePng, readImage } from "../../../src/data/mod.ts";
import { errorOf, folderWith, idx, utf8 } from "./_fixtures.ts";

/** RGBA of the pixels of a 2 x 1 image. */
const pixels = (bytes: Uint8Array) => {
  const { width, height, data } = decodeImage(bytes, "file");
  expect([width, height]).toEqual([2, 1]);
  return [[...data.subarray(0, 4)], [...data.subarray(4, 8)]];
};

const png = (channels: number, data: number[], depth: BitDepth = 8) =>
  encode({
    width: 2,
    height: 1,
    channels,
    depth,
    data: depth === 16 ? Uint16Array.from(data) : Uint8Array.from(data),
  });

describe("decodeImage of PNG", () => {
  it.each([
    ["gray", png(1, [7, 200]), [[7, 7, 7, 255], [200, 200, 200, 255]]],
    ["gray and alpha", png(2, [7, 0, 200, 90]), [[7, 7, 7, 0], [200, 200, 200, 90]]],
    ["RGB", png(3, [1, 2, 3, 4, 5, 6]), [[1, 2, 3, 255], [4, 5, 6, 255]]],
    ["RGBA", png(4, [1, 2, 3, 4, 5, 6, 7, 8]), [[1, 2, 3, 4], [5, 6, 7, 8]]],
    ["16-bit gray", png(1, [0x0000, 0xffff], 16), [[0, 0, 0, 255], [255, 255, 255, 255]]],
    [
      "16-bit RGBA",
      png(4, [257, 514, 771, 65535, 0, 32768, 65535, 0], 16),
      [[1, 2, 3, 255], [0, 128, 255, 0]],
    ],
  ])("reads %s", (_title, bytes, expected) => {
    expect(pixels(bytes)).toEqual(expected);
  });

  // Rows of 9, 5 and 3 pixels: each ends within a byte.
  it.each<[BitDepth, number, number[], number[]]>([
    [1, 9, [0b10110000, 0b10000000, 0b00000001, 0b00000000], [
      ...[255, 0, 255, 255, 0, 0, 0, 0, 255],
      ...[0, 0, 0, 0, 0, 0, 0, 255, 0],
    ]],
    [2, 5, [0b00011011, 0b10000000, 0b11000000, 0b01000000], [
      ...[0, 85, 170, 255, 170],
      ...[255, 0, 0, 0, 85],
    ]],
    [4, 3, [0x0f, 0x80, 0x1e, 0xf0], [0, 255, 136, 17, 238, 255]],
  ])("reads gray of %i bits", (depth, width, packed, expected) => {
    const bytes = encode({ width, height: 2, channels: 1, depth, data: Uint8Array.from(packed) });
    const { data } = decodeImage(bytes, "file");
    expect([...data].filter((_, i) => i % 4 === 0)).toEqual(expected);
  });

  it.each([
    ["opaque", [[9, 8, 7], [6, 5, 4]], [[6, 5, 4, 255], [9, 8, 7, 255]]],
    ["transparent", [[9, 8, 7, 100], [6, 5, 4, 255]], [[6, 5, 4, 255], [9, 8, 7, 100]]],
  ])("reads an %s palette", (_title, palette, expected) => {
    const image = { width: 2, height: 1, channels: 1, palette, data: Uint8Array.of(1, 0) };
    expect(pixels(encode({ ...image, depth: 8 }))).toEqual(expected);
  });

  it.each([
    ["gray", 1, [7, 200, 7, 3], [0, 7]],
    ["RGB", 3, [1, 2, 3, 1, 2, 4, 1, 2, 3, 3, 2, 1], [0, 1, 0, 2, 0, 3]],
  ])("makes the transparent colour of a %s image transparent", (_title, channels, data, trns) => {
    const image = encodePng({ width: 2, height: 2, channels, data: Uint8Array.from(data) });
    const decoded = decodeImage(withChunk(image, "tRNS", trns), "file").data;
    expect([3, 7, 11, 15].map((i) => decoded[i])).toEqual([0, 255, 0, 255]);
  });

  it("reads an interlaced image", () => {
    const data = Uint8Array.from({ length: 81 }, (_, i) => i * 3);
    const bytes = encode({ width: 9, height: 9, channels: 1, depth: 8, data }, {
      interlace: "Adam7",
    });
    const decoded = decodeImage(bytes, "file").data.filter((_, i) => i % 4 === 0);
    expect([...decoded]).toEqual([...data]);
  });
});

describe("decodeImage of JPEG", () => {
  const [width, height] = [16, 8];
  /** Red left half, green right half, the upper half brighter. */
  const source = Uint8Array.from({ length: width * height * 4 }, (_, i) => {
    const [x, y] = [Math.floor(i / 4) % width, Math.floor(i / 4 / width)];
    const light = y < height / 2 ? 250 : 120;
    return [x < 8 ? light : 0, x < 8 ? 0 : light, 0, 255][i % 4]!;
  });
  const jpeg = Uint8Array.from(encodeJpeg({ width, height, data: source }, 98).data);
  const corners = (bytes: Uint8Array) => {
    const image = decodeImage(bytes, "file");
    const at = (x: number, y: number) => {
      const [red, green] = image.data.subarray(4 * (y * image.width + x));
      const light = Math.max(red!, green!);
      return `${red! > green! ? "red" : "green"}${light > 180 ? "+" : "-"}`;
    };
    const [right, bottom] = [image.width - 2, image.height - 2];
    return {
      size: [image.width, image.height],
      corners: [at(1, 1), at(right, 1), at(1, bottom), at(right, bottom)],
    };
  };

  it("reads RGB", () => {
    expect(corners(jpeg)).toEqual({
      size: [width, height],
      corners: ["red+", "green+", "red-", "green-"],
    });
    expect(decodeImage(jpeg, "file").data.filter((_, i) => i % 4 === 3)).toEqual(
      new Uint8Array(width * height).fill(255),
    );
  });

  // From the table in Exif 2.32, 4.6.4: where the stored first row and first column are seen.
  it.each([
    [1, [16, 8], ["red+", "green+", "red-", "green-"]],
    [2, [16, 8], ["green+", "red+", "green-", "red-"]],
    [3, [16, 8], ["green-", "red-", "green+", "red+"]],
    [4, [16, 8], ["red-", "green-", "red+", "green+"]],
    [5, [8, 16], ["red+", "red-", "green+", "green-"]],
    [6, [8, 16], ["red-", "red+", "green-", "green+"]],
    [7, [8, 16], ["green-", "green+", "red-", "red+"]],
    [8, [8, 16], ["green+", "green-", "red+", "red-"]],
    [0, [16, 8], ["red+", "green+", "red-", "green-"]],
    [9, [16, 8], ["red+", "green+", "red-", "green-"]],
  ])("turns a photo of EXIF orientation %i upright", (orientation, size, expected) => {
    for (const littleEndian of [false, true]) {
      expect(corners(withOrientation(jpeg, orientation, littleEndian))).toEqual({
        size,
        corners: expected,
      });
    }
  });

  it("refuses a file that is cut short", async () => {
    const error = await errorOf(() => decodeImage(jpeg.slice(0, -20), "file"));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `Cannot decode "file" as JPEG: marker was not found. Save the image again, as PNG`,
    );
  });

  it("ignores EXIF data that is cut short", () => {
    const exif = [0xff, 0xe1, 0, 12, ...utf8("Exif\0\0"), 0x4d, 0x4d, 0, 42];
    const bytes = Uint8Array.from([...jpeg.slice(0, 2), ...exif, ...jpeg.slice(2)]);
    expect(corners(bytes).size).toEqual([width, height]);
  });
});

describe("decodeImage refuses", () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 7919) >> 3);
  const valid = encodePng({ width: 64, height: 64, channels: 1, data: noise });
  const damaged = valid.slice();
  damaged[200]! ^= 0xff;
  const huge = valid.slice();
  new DataView(huge.buffer).setUint32(16, 100_000);
  new DataView(huge.buffer).setUint32(20, 2_000);
  const interlaced = valid.slice();
  interlaced.set([1, 0, 0, 0, 1], 24);

  it.each([
    [
      "an ONNX model",
      Uint8Array.of(8, 8, 0x12, 3, 0x61, 0x62, 0x63),
      `"file" is an ONNX model: expected a PNG or JPEG image. ` +
      `Give a model with --model and images as arguments`,
    ],
    ["an HTML page", utf8("<html>"), `"file" is an HTML page: expected a PNG or JPEG image.`],
    ["an SVG image", utf8('<?xml version="1.0"?>\n<svg/>'), `"file" is an SVG image: expected`],
    [
      "text",
      utf8("Hello there, reader of this"),
      `"file" is text that starts with "Hello there, reader "`,
    ],
    ["JSON", utf8('{"format": "layers-model"}'), `"file" is JSON text: expected`],
    ["an empty file", new Uint8Array(), `"file" is an empty file: expected`],
    ["IDX data", idx([1, 2, 2]), `"file" is IDX data: expected a PNG or JPEG image. Evaluate`],
    [
      "a GIF image",
      utf8("GIF89a..."),
      `"file" is a GIF image: expected a PNG or JPEG image. Convert`,
    ],
    [
      "a WebP image",
      Uint8Array.from([...utf8("RIFF"), 1, 0, 0, 0, ...utf8("WEBPVP8 ")]),
      `"file" is a WebP image: expected a PNG or JPEG image. Convert it to PNG`,
    ],
    ["gzip data", Uint8Array.of(0x1f, 0x8b, 8, 0), `"file" is gzip data: expected`],
    [
      "anything else",
      Uint8Array.of(1, 2, 3, 0, 5),
      `"file" is binary data that starts with 01 02 03 00`,
    ],
    [
      "a PNG cut short",
      valid.slice(0, 150),
      `Cannot decode "file" as PNG: it is cut short after 150 bytes`,
    ],
    ["a PNG without its end", valid.slice(0, -12), `Cannot decode "file" as PNG: it is cut short`],
    [
      "a PNG cut short in its header",
      valid.slice(0, 20),
      `Cannot decode "file" as PNG: it is cut short after 20 bytes. Save the image again, as PNG`,
    ],
    ["a damaged PNG", damaged, `Cannot decode "file" as PNG: CRC mismatch for chunk IDAT`],
    [
      "a PNG of too many pixels",
      huge,
      `Cannot decode "file" as PNG: 100000 x 2000 pixels are more than 100 megapixels`,
    ],
    [
      "an interlaced PNG of 1 bit",
      interlaced,
      `Cannot decode "file" as PNG: interlaced images of 1 bits per sample are not supported`,
    ],
    [
      "a JPEG cut short",
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16),
      `Cannot decode "file" as JPEG: `,
    ],
  ])("%s", async (_title, bytes, message) => {
    const error = await errorOf(() => decodeImage(bytes, "file"));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("undefined");
  });
});

describe("readImage", () => {
  it("reads a file", async () => {
    const folder = await folderWith({ "a.png": png(1, [3, 4]) });
    expect((await readImage(`${folder}/a.png`)).data[4]).toBe(4);
  });

  it("names a file that is not there", async () => {
    const error = await errorOf(() => readImage("/no/such.png"));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('Cannot read "/no/such.png": there is no such file');
  });
});

/** Puts a chunk between a PNG's header and its data. */
function withChunk(bytes: Uint8Array, type: string, data: number[]): Uint8Array {
  const chunk = [...utf8(type), ...data];
  const length = [0, 0, 0, data.length];
  const crc = crc32(chunk);
  const check = [24, 16, 8, 0].map((shift) => (crc >>> shift) & 255);
  return Uint8Array.from([
    ...bytes.slice(0, 33),
    ...length,
    ...chunk,
    ...check,
    ...bytes.slice(33),
  ]);
}

function crc32(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/** Puts an EXIF segment with an orientation (and another tag before it) into a JPEG file. */
function withOrientation(jpeg: Uint8Array, orientation: number, littleEndian: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(8 + 2 + 24 + 4));
  tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, littleEndian);
  tiff.setUint32(4, 8, littleEndian);
  tiff.setUint16(8, 2, littleEndian);
  [[0x0103, 6], [0x0112, orientation]].forEach(([tag, value], i) => {
    tiff.setUint16(10 + 12 * i, tag!, littleEndian);
    tiff.setUint16(12 + 12 * i, 3, littleEndian);
    tiff.setUint32(14 + 12 * i, 1, littleEndian);
    tiff.setUint16(18 + 12 * i, value!, littleEndian);
  });
  const body = [...utf8("Exif\0\0"), ...new Uint8Array(tiff.buffer)];
  const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
  return Uint8Array.from([...jpeg.slice(0, 2), ...segment, ...jpeg.slice(2)]);
}
