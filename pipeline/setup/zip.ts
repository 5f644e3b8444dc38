/** A file in a zip archive. */
export interface ZipEntry {
  /** Its path in the archive, with `/`. */
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly packedSize: number;
  /** 0: stored, 8: deflate. */
  readonly method: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record, and the longest comment that may follow it. */
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
/** What a size or place beyond 4 GB has in its field, the true one being elsewhere (ZIP64). */
const ELSEWHERE = 0xffffffff;

/**
 * The files of a zip archive, by its central directory (APPNOTE.TXT 4.3.12). Reads the directory
 * alone.
 *
 * @param path Named by errors.
 * @throws {SyntaxError} When it is no whole zip archive, or one beyond 4 GB.
 */
export async function readZipEntries(file: Deno.FsFile, path: string): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END_SIZE - LONGEST_COMMENT), size);
  const view = viewOf(tail);
  let at = tail.length - END_SIZE;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) {
    throw new SyntaxError(
      `Cannot read "${path}" as a zip archive: it has no end record. The file is no archive, or ` +
        `was cut off: remove it and fetch it again`,
    );
  }
  const count = view.getUint16(at + 10, true);
  const [length, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  if (start === ELSEWHERE) throw tooLarge(path);
  const directory = await readAt(file, start, start + length);
  return parseDirectory(directory, count, path);
}

function parseDirectory(bytes: Uint8Array, count: number, path: string): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) throw damaged(path);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true)
    ) as [number, number, number];
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if ([entry.packedSize, entry.size, entry.offset].includes(ELSEWHERE)) throw tooLarge(path);
    entries.push(entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/**
 * The content of one file of an archive, in pieces. No other entry may be read from `file`
 * meanwhile.
 *
 * @throws {SyntaxError} When the archive is damaged or packs the file in an unusual way.
 */
export async function* readZipEntry(
  file: Deno.FsFile,
  entry: ZipEntry,
  path: string,
): AsyncGenerator<Uint8Array> {
  const header = await readAt(file, entry.offset, entry.offset + 30);
  const view = viewOf(header);
  if (header.length < 30 || view.getUint32(0, true) !== LOCAL) throw damaged(path);
  const start = entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const packed = pieces(file, start, start + entry.packedSize);
  if (entry.method === 0) return yield* packed;
  if (entry.method !== 8) {
    throw new SyntaxError(
      `Cannot read ${entry.name} in "${path}": it is packed by method ${entry.method}, ` +
        `expected 0 (stored) or 8 (deflate)`,
    );
  }
  try {
    yield* ReadableStream.from(packed).pipeThrough(new DecompressionStream("deflate-raw"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SyntaxError(damaged(path).message, { cause: error });
  }
}

async function* pieces(
  file: Deno.FsFile,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await file.seek(start, Deno.SeekMode.Start);
  for (let at = start; at < end;) {
    const buffer = new Uint8Array(Math.min(1 << 18, end - at));
    const read = await file.read(buffer);
    if (read === null) return;
    at += read;
    yield buffer.subarray(0, read);
  }
}

async function readAt(file: Deno.FsFile, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const piece of pieces(file, start, end)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.subarray(0, at);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(path: string): SyntaxError {
  return new SyntaxError(
    `Cannot read "${path}" as a zip archive: it is damaged. Remove it and fetch it again`,
  );
}

function tooLarge(path: string): SyntaxError {
  return new SyntaxError(
    `Cannot read "${path}": expected a zip archive of less than 4 GB (no ZIP64)`,
  );
}
