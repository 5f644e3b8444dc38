import { DataError } from "../data_error.ts";
import type { Source, SourceContext } from "./definition.ts";

/** How {@linkcode mirrorSource} downloads. */
export interface MirrorOptions {
  /** Seconds without a byte after which a download is given up. @default {30} */
  readonly stallSeconds?: number;
}

/**
 * A web server that has the files, packed with gzip, below the address `base`, which ends in a
 * slash. Needs network permission for its host.
 */
export function mirrorSource(base: string, { stallSeconds = 30 }: MirrorOptions = {}): Source {
  return {
    description: base,
    keep: true,
    async *read(names, context) {
      for (const name of names) {
        const url = `${base}${name}.gz`;
        yield { path: url, bytes: await download(url, stallSeconds, context) };
      }
    },
  };
}

async function download(
  url: string,
  stallSeconds: number,
  { onProgress }: SourceContext,
): Promise<Uint8Array> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallSeconds * 1000);
  };
  const progress = { source: new URL(url).host, file: url.slice(url.lastIndexOf("/") + 1) };
  const chunks: Uint8Array[] = [];
  let received = 0;
  let total: number | undefined;
  try {
    restart();
    // Packed again for the way, the length would be that of the packed bytes.
    const response = await fetch(url, {
      signal: stalled.signal,
      headers: { "accept-encoding": "identity" },
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(
        `the server answered ${`${response.status} ${response.statusText}`.trim()}`,
      );
    }
    total = Number(response.headers.get("content-length")) || undefined;
    const size = total === undefined ? {} : { total };
    for await (const chunk of response.body ?? []) {
      restart();
      chunks.push(chunk);
      received += chunk.length;
      onProgress?.({ ...progress, ...size, received, done: false });
    }
    onProgress?.({ ...progress, ...size, received, done: true });
  } catch (error) {
    const reason = stalled.signal.aborted
      ? `no data came for ${stallSeconds} s`
      : explain(error, url);
    const at = received === 0 ? "" : ` after ${received}${total ? ` of ${total}` : ""} bytes`;
    throw new DataError(url, `Cannot download "${url}": ${reason}${at}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  return join(chunks, received);
}

function explain(error: unknown, url: string): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno has no permission for the network. Add --allow-net=${new URL(url).host}`;
  }
  // "fetch failed", and the reason as its cause.
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = root instanceof Error ? root.message : String(root);
  // Deno puts the address in front, which stands in our message already.
  return message.replace(/^error sending request for url \(.*?\): /, "");
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
