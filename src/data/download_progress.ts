/** How far the download of a file is. */
export interface DownloadProgress {
  /** The host or program that it comes from. */
  readonly source: string;
  /** Its name. */
  readonly file: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, where that is known. */
  readonly total?: number;
  /** Whether this is the file's last report. */
  readonly done: boolean;
}

/** Where {@linkcode downloadProgress} writes. */
export interface DownloadProgressOptions {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Whether a line may be rewritten; otherwise each file gets one line, at its end. */
  readonly isTerminal: boolean;
}

/**
 * Makes a listener that shows downloads: on a terminal one line a file, which counts up, elsewhere
 * one line for each finished file.
 *
 * @example
 * ```ts
 * import { downloadProgress } from "./download_progress.ts";
 *
 * let text = "";
 * const listen = downloadProgress({ write: (part) => text += part, isTerminal: false });
 * listen({ source: "example.org", file: "a.gz", received: 1e6, total: 2e6, done: false });
 * listen({ source: "example.org", file: "a.gz", received: 2e6, total: 2e6, done: true });
 * if (text !== "Downloaded a.gz from example.org, 2.0 MB\n") throw new Error(text);
 * ```
 */
export function downloadProgress(
  { write, isTerminal }: DownloadProgressOptions,
): (progress: DownloadProgress) => void {
  let shown = "";
  return ({ source, file, received, total, done }) => {
    if (done) {
      const line = `Downloaded ${file} from ${source}, ${megabytes(received)} MB`;
      write(isTerminal ? `\r${line.padEnd(shown.length)}\n` : `${line}\n`);
      shown = "";
    } else if (isTerminal) {
      const of = total === undefined ? "" : ` of ${megabytes(total)}`;
      const line = `Downloading ${file} from ${source}, ${megabytes(received)}${of} MB`;
      if (line === shown) return;
      write(`\r${line.padEnd(shown.length)}`);
      shown = line;
    }
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
