import { download, type DownloadOptions } from "../download.ts";
import type { Source } from "./definition.ts";

/** How {@linkcode mirrorSource} downloads. */
export type MirrorOptions = Pick<DownloadOptions, "stallSeconds">;

/**
 * A web server that has the files, packed with gzip, below the address `base`, which ends in a
 * slash. Needs network permission for its host.
 */
export function mirrorSource(base: string, options: MirrorOptions = {}): Source {
  return {
    description: base,
    keep: true,
    async *read(names, { onProgress }) {
      for (const name of names) {
        const url = `${base}${name}.gz`;
        const chunks = await Array.fromAsync(download(url, { ...options, onProgress }));
        yield { path: url, bytes: join(chunks) };
      }
    },
  };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
