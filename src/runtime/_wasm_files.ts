import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/** The folder of onnxruntime-web's `.wasm` files in `node_modules`. */
export function wasmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("onnxruntime-web/wasm"));
}

/** The same as a `file:` URL that ends in a slash, as onnxruntime-web takes it. */
export function wasmFolderUrl(): string {
  return `${pathToFileURL(wasmFolder()).href}/`;
}
