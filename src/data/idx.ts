import { hexStart, identifyContent } from "./_content.ts";
import { DataError } from "./data_error.ts";
import { readFile } from "./read_file.ts";
import { unpack } from "./unpack.ts";

/** An array of unsigned bytes from an IDX file. */
export interface IdxArray {
  /** Sizes from the slowest to the fastest dimension. */
  readonly shape: readonly number[];
  /** Row-major elements; a view of the bytes that were parsed, not a copy. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/** The element types of the format. */
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  [UNSIGNED_BYTE]: "unsigned byte",
  0x09: "signed byte",
  0x0b: "16-bit integer",
  0x0c: "32-bit integer",
  0x0d: "32-bit float",
  0x0e: "64-bit float",
};

/**
 * Reads an IDX file of unsigned bytes, raw or packed with gzip. Needs read permission for it.
 *
 * @throws {DataError} When the file cannot be read, unpacked or parsed.
 */
export async function readIdx(path: string): Promise<IdxArray> {
  return parseIdx(unpack(await readFile(path), path), path);
}

/**
 * Parses IDX data of unsigned bytes: two zero bytes, the element type, the rank, one big-endian
 * 32-bit size per dimension, then the elements
 * (format: "The IDX file format" in LeCun, Cortes and Burges, "The MNIST database").
 *
 * @param bytes The file's content, unpacked.
 * @param path Names the file in errors.
 * @throws {DataError} When the data is something else, of another element type, or not as long as
 * its header says.
 */
export function parseIdx(bytes: Uint8Array, path: string): IdxArray {
  const content = identifyContent(bytes);
  const type = ELEMENT_TYPES[bytes[2] ?? 0];
  const rank = bytes[3] ?? 0;
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || rank === 0) {
    throw new DataError(path, `"${path}" is not an IDX file: ${explainMagic(bytes, content)}`);
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw new DataError(
      path,
      `"${path}" holds elements of type ${type}: expected unsigned byte (magic number 00 00 08 0${rank}, ` +
        `found ${hexStart(bytes)}). Convert the values to bytes 0 to 255`,
    );
  }
  const headerSize = 4 + 4 * rank;
  if (bytes.length < headerSize) {
    throw new DataError(
      path,
      `"${path}" is truncated: its header needs ${headerSize} bytes, found ${bytes.length}. ` +
        `Download or copy the file again`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  const shape = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  const declared = headerSize + shape.reduce((product, size) => product * size, 1);
  if (declared !== bytes.length) {
    const problem = declared > bytes.length ? "is truncated" : "is longer than it should be";
    throw new DataError(
      path,
      `"${path}" ${problem}: its header declares ${shape.join(" x ")} bytes, ` +
        `so ${declared} with the header, found ${bytes.length}. Download or copy the file again`,
    );
  }
  return { shape, data: bytes.subarray(headerSize) };
}

function explainMagic(bytes: Uint8Array, content: ReturnType<typeof identifyContent>): string {
  switch (content.kind) {
    case "html":
      return "it is an HTML page, as servers send in place of a file that is gone or moved. " +
        "Download the data from another source";
    case "lfs":
      return 'it is a Git LFS pointer. Fetch the file itself with "git lfs pull"';
    case "empty":
      return "it is empty. Download or copy the file again";
    case "unknown":
      return `wrong magic number ${hexStart(bytes)}, expected 00 00 08 and the number of ` +
        `dimensions (1 for labels, 3 or 4 for images). Give a file in IDX format`;
    default:
      return `it is ${content.description}, expected the magic number 00 00 08 and the number ` +
        `of dimensions. Give a file in IDX format`;
  }
}
