/** The kinds of content that are told apart by their first bytes. */
export type ContentKind =
  | "empty"
  | "gzip"
  | "png"
  | "jpeg"
  | "gif"
  | "webp"
  | "bmp"
  | "zip"
  | "npy"
  | "pdf"
  | "html"
  | "svg"
  | "json"
  | "lfs"
  | "idx"
  | "onnx"
  | "text"
  | "unknown";

/** What a file holds, and the words for it in an error message ("an HTML page"). */
export interface Content {
  readonly kind: ContentKind;
  readonly description: string;
}

const SIGNATURES: readonly (readonly [ContentKind, string, readonly number[]])[] = [
  ["gzip", "gzip data", [0x1f, 0x8b]],
  ["png", "a PNG image", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["jpeg", "a JPEG image", [0xff, 0xd8, 0xff]],
  ["gif", "a GIF image", [0x47, 0x49, 0x46, 0x38]],
  ["bmp", "a BMP image", [0x42, 0x4d]],
  ["zip", "a zip archive", [0x50, 0x4b, 0x03, 0x04]],
  ["npy", "a NumPy array", [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ["pdf", "a PDF document", [0x25, 0x50, 0x44, 0x46]],
];

const TEXTS: readonly (readonly [ContentKind, string, RegExp])[] = [
  ["html", "an HTML page", /^(<!--[^]*?-->\s*)?(<!doctype\s+html|<html|<head|<body)/i],
  ["svg", "an SVG image", /^(<\?xml[^]*?\?>\s*)?<svg/i],
  ["lfs", "a Git LFS pointer", /^version https:\/\/git-lfs/],
  ["json", "JSON text", /^[{[]/],
];

/** Tells from its first bytes what a file really holds, so that an error can name it. */
export function identifyContent(bytes: Uint8Array): Content {
  if (bytes.length === 0) return { kind: "empty", description: "an empty file" };
  for (const [kind, description, signature] of SIGNATURES) {
    if (signature.every((byte, i) => bytes[i] === byte)) return { kind, description };
  }
  const text = textStart(bytes);
  if (text !== undefined) {
    for (const [kind, description, pattern] of TEXTS) {
      if (pattern.test(text)) return { kind, description };
    }
    return { kind: "text", description: `text that starts with "${text.slice(0, 20)}"` };
  }
  if (startsWithText(bytes, "RIFF") && startsWithText(bytes.subarray(8), "WEBP")) {
    return { kind: "webp", description: "a WebP image" };
  }
  if (isIdx(bytes)) return { kind: "idx", description: "IDX data" };
  if (isOnnx(bytes)) return { kind: "onnx", description: "an ONNX model" };
  return { kind: "unknown", description: `binary data that starts with ${hexStart(bytes)}` };
}

/** The first four bytes in hex, as "08 03 00 00". */
export function hexStart(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes[0] === 0 && bytes[1] === 0 &&
    [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e].includes(bytes[2]!) && bytes[3]! >= 1 && bytes[3]! <= 8;
}

/** A ModelProto's first field is ir_version, the next one of its other fields 2 to 8. */
function isOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes[1]! > 0 && bytes[1]! < 32 &&
    [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!);
}

function startsWithText(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => bytes[i] === character.charCodeAt(0));
}

/** The start of a text file without leading blanks, or `undefined` for a binary file. */
function textStart(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 512);
  if (start.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) {
    return undefined;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true }).trim();
  } catch {
    return undefined;
  }
}
