import { createHash } from "node:crypto";

/**
 * A file name with its content's hash before the extension, `"model.1a2b3c4d.onnx"`: what a browser has under that name
 * it may keep for ever.
 */
export function hashedName(name: string, bytes: Uint8Array | string): string {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
}

/** Whether a name carries a hash: ours, or Vite's, which is base64. */
export function hasHash(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const hash = /[.-]([\w-]{8})\.[a-z0-9]+$/.exec(name)?.[1];
  // A word of eight letters is none.
  return hash !== undefined && !/^[a-z]+$/.test(hash);
}
