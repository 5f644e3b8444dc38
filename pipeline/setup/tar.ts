/** A regular file in a tar archive; its content must be read, or left, before the next one comes. */
export interface TarFile {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;

/**
 * The regular files of a tar archive in the order in which they lie there (POSIX.1-1988 ustar; links
 * and folders are left out).
 *
 * @param path Named by errors.
 * @throws {SyntaxError} When it is no tar archive or ends in the middle of a file.
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<TarFile> {
  const reader = new BlockReader(source);
  while (true) {
    const header = await reader.take(BLOCK);
    if (header.length === 0 || header.every((byte) => byte === 0)) return;
    if (header.length < BLOCK || text(header, 257, 5) !== "ustar") {
      throw new SyntaxError(
        `Cannot read "${path}" as a tar archive: expected a header of 512 bytes with "ustar". ` +
          `Remove it and fetch it again`,
      );
    }
    const size = parseInt(text(header, 124, 12).trim() || "0", 8);
    const kind = text(header, 156, 1);
    const rest = { size, padding: (BLOCK - size % BLOCK) % BLOCK };
    const content = reader.content(rest, path);
    if (kind === "0" || kind === "") {
      const prefix = text(header, 345, 155);
      const name = `${prefix === "" ? "" : `${prefix}/`}${text(header, 0, 100)}`;
      yield { name: name.replace(/^\.\//, ""), size, content };
    }
    // What the caller left unread.
    for await (const _ of content);
  }
}

/** Reads pieces of any size from pieces of any size. */
class BlockReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next bytes, at most `limit`; none at the end. */
  async #next(limit: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#source.next();
      if (done) return this.#rest;
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** `length` bytes, fewer at the end. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const piece = await this.#next(length - at);
      if (piece.length === 0) break;
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes.subarray(0, at);
  }

  /** A file's bytes and the padding behind them; iterated again, it goes on where it was left. */
  content(rest: { size: number; padding: number }, path: string): AsyncIterable<Uint8Array> {
    const next = (limit: number) => this.#next(limit);
    return {
      async *[Symbol.asyncIterator]() {
        while (rest.size > 0) {
          const piece = await next(rest.size);
          if (piece.length === 0) {
            throw new SyntaxError(
              `Cannot read "${path}" as a tar archive: it ends ${rest.size} bytes too early. ` +
                `Remove it and fetch it again`,
            );
          }
          rest.size -= piece.length;
          yield piece;
        }
        while (rest.padding > 0) {
          const piece = await next(rest.padding);
          if (piece.length === 0) return;
          rest.padding -= piece.length;
        }
      },
    };
  }
}

function text(header: Uint8Array, start: number, length: number): string {
  const field = new TextDecoder().decode(header.subarray(start, start + length));
  const end = field.indexOf("\0");
  return end < 0 ? field : field.slice(0, end);
}
