import { gunzipSync } from "node:zlib";
import { identifyContent } from "./_content.ts";
import { DataError } from "./data_error.ts";

/**
 * The content of a file that may be packed with gzip. What decides is the content, not the name:
 * browsers and some mirrors unpack a `.gz` file and keep its name.
 *
 * @param path Names the file in errors.
 * @throws {DataError} When the gzip data is cut short or damaged.
 */
export function unpack(bytes: Uint8Array, path: string): Uint8Array {
  if (identifyContent(bytes).kind !== "gzip") return bytes;
  try {
    const content = gunzipSync(bytes);
    // Not the Buffer itself: its slice() is a view where a Uint8Array's copies.
    return new Uint8Array(content.buffer, content.byteOffset, content.length);
  } catch (error) {
    const cut = (error as { code?: unknown }).code === "Z_BUF_ERROR";
    throw new DataError(
      path,
      `Cannot unpack "${path}": its gzip data is ${
        cut ? `cut short after ${bytes.length} bytes` : `damaged (${(error as Error).message})`
      }. Download the file again`,
      { cause: error },
    );
  }
}
