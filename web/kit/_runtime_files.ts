import type { WebProvider } from "../../src/runtime/web/mod.ts";
import { download, type OnBytes, resolveUrl } from "./_download.ts";

/**
 * ONNX Runtime's WebAssembly for each provider. The build sees these two lines, puts the files beside the module under
 * names with a hash, and writes their new addresses here.
 */
const FILES: Readonly<Record<WebProvider, () => URL>> = {
  wasm: () =>
    new URL(
      "../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
      import.meta.url,
    ),
  webgpu: () =>
    new URL(
      "../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm",
      import.meta.url,
    ),
};

/**
 * Address of the WebAssembly, in the folder `wasmPaths` where one is given.
 *
 * @throws {ModelLoadError} When `wasmPaths` is no address.
 */
export function wasmUrl(
  provider: WebProvider,
  wasmPaths: string | undefined,
  base: string,
): string {
  const own = FILES[provider]();
  if (wasmPaths === undefined) return own.href;
  const folder = resolveUrl(
    wasmPaths.endsWith("/") ? wasmPaths : `${wasmPaths}/`,
    base,
    "ONNX Runtime's WebAssembly",
  );
  return new URL(own.pathname.split("/").at(-1)!, folder).href;
}

/** The runtimes of this page that are loaded or on their way; the bytes of one that has started are let go. */
const loaded = new Map<WebProvider, Promise<Uint8Array<ArrayBuffer> | undefined>>();

/** The WebAssembly's bytes, loaded once; `undefined` where the runtime has started already. */
export function downloadWasm(
  provider: WebProvider,
  url: string,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const known = loaded.get(provider);
  if (known !== undefined) return known;
  const bytes = download(url, {
    name: "ONNX Runtime's WebAssembly",
    remedy: `Copy ${url.split("/").at(-1)} there, or name its folder in wasmPaths`,
    magic: [0x00, 0x61, 0x73, 0x6d],
  }, onBytes);
  loaded.set(provider, bytes);
  bytes.catch(() => loaded.delete(provider));
  return bytes;
}

/** Says that the runtime did not start, so that its bytes are loaded anew. */
export function runtimeFailed(provider: WebProvider): void {
  loaded.delete(provider);
}

/** Says that a session of the provider was created, so that its runtime has its own copy of the bytes. */
export function runtimeStarted(provider: WebProvider): void {
  loaded.set(provider, Promise.resolve(undefined));
}
