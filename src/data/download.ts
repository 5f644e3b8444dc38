import { DataError } from "./data_error.ts";
import type { DownloadProgress } from "./download_progress.ts";

/** How {@linkcode download} reads. */
export interface DownloadOptions {
  /** Seconds without a byte after which it is given up. @default {30} */
  readonly stallSeconds?: number;
  /** Hears how far it is. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * The bytes behind an address, in the pieces in which they come. Needs network permission for its
 * host.
 *
 * @throws {DataError} When the server cannot be reached, does not have it, or falls silent: names the
 * address, the reason, and how far it came.
 */
export async function* download(
  url: string,
  { stallSeconds = 30, onProgress }: DownloadOptions = {},
): AsyncGenerator<Uint8Array> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallSeconds * 1000);
  };
  const progress = { source: new URL(url).host, file: url.slice(url.lastIndexOf("/") + 1) };
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
      received += chunk.length;
      onProgress?.({ ...progress, ...size, received, done: false });
      // What the reader does with it is no silence of the server.
      clearTimeout(timer);
      yield chunk;
      restart();
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
