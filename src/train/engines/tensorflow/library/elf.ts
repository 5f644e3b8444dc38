/** What the header of a shared object in ELF (Linux) says; `undefined` fields could not be read. */
export interface ElfFile {
  /** Processor as Deno names it, or `machine N`. */
  readonly arch: string;
  /** Bytes that the header says the file has at least. */
  readonly size: number;
  /** The name that others ask for it by, `DT_SONAME`. */
  readonly name: string | undefined;
  /** Names of the shared objects that it needs, `DT_NEEDED`. */
  readonly needed: readonly string[];
}

/** Reads `length` bytes at an offset; fewer where the file ends. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

// Numbers of the ELF specification, chapters 4 and 5 (https://refspecs.linuxfoundation.org/elf).
const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const LOAD = 1;
const DYNAMIC = 2;
const NEEDED = 1n;
const STRING_TABLE = 5n;
const STRING_TABLE_SIZE = 10n;
const SONAME = 14n;
const MACHINES: Readonly<Record<number, string>> = { 62: "x86_64", 183: "aarch64" };

/**
 * Reads the header of a 64-bit little-endian shared object.
 *
 * @throws {SyntaxError} If the bytes are not one, or end within the header.
 */
export function readElf(read: ReadAt): ElfFile {
  const header = read(0, HEADER_BYTES);
  if (header.length < 4 || new TextDecoder("latin1").decode(header.subarray(0, 4)) !== "\x7fELF") {
    throw new SyntaxError("it is not a shared object (its first bytes are not those of ELF)");
  }
  if (header.length < HEADER_BYTES) throw new SyntaxError("it ends within its header");
  if (header[4] !== 2 || header[5] !== 1) {
    throw new SyntaxError("it is not a 64-bit little-endian shared object");
  }
  const view = viewOf(header);
  const machine = view.getUint16(18, true);
  const sections = Number(view.getBigUint64(40, true));
  const numSections = view.getUint16(60, true);
  const segments = readSegments(
    read,
    Number(view.getBigUint64(32, true)),
    view.getUint16(56, true),
  );
  const ends = segments.map(({ offset, size }) => offset + size);
  return {
    arch: MACHINES[machine] ?? `machine ${machine}`,
    size: Math.max(HEADER_BYTES, sections + numSections * view.getUint16(58, true), ...ends),
    ...readDynamic(read, segments),
  };
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function readSegments(read: ReadAt, start: number, count: number): Segment[] {
  const bytes = read(start, count * PROGRAM_HEADER_BYTES);
  if (bytes.length < count * PROGRAM_HEADER_BYTES) {
    throw new SyntaxError("it ends within its program headers");
  }
  const view = viewOf(bytes);
  return Array.from({ length: count }, (_, i) => {
    const at = i * PROGRAM_HEADER_BYTES;
    return {
      type: view.getUint32(at, true),
      offset: Number(view.getBigUint64(at + 8, true)),
      address: Number(view.getBigUint64(at + 16, true)),
      size: Number(view.getBigUint64(at + 32, true)),
    };
  });
}

/** Names out of the dynamic section; none where the file ends before it. */
function readDynamic(read: ReadAt, segments: readonly Segment[]): Pick<ElfFile, "name" | "needed"> {
  const dynamic = segments.find(({ type }) => type === DYNAMIC);
  const entries = dynamic === undefined ? [] : readEntries(read(dynamic.offset, dynamic.size));
  const table = Number(entries.find(([tag]) => tag === STRING_TABLE)?.[1] ?? -1n);
  const tableSize = Number(entries.find(([tag]) => tag === STRING_TABLE_SIZE)?.[1] ?? 0n);
  const home = segments.find(({ type, address, size }) =>
    type === LOAD && address <= table && table < address + size
  );
  if (home === undefined) return { name: undefined, needed: [] };
  const nameAt = (offset: bigint) => {
    // Names are short, the table may hold every C++ symbol.
    const length = Math.min(256, tableSize - Number(offset));
    const bytes = read(home.offset + table - home.address + Number(offset), length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  };
  const names = (wanted: bigint) =>
    entries.filter(([tag]) => tag === wanted).map(([, offset]) => nameAt(offset));
  return { name: names(SONAME)[0], needed: names(NEEDED) };
}

function readEntries(bytes: Uint8Array): [tag: bigint, value: bigint][] {
  const view = viewOf(bytes);
  return Array.from(
    { length: Math.floor(bytes.length / 16) },
    (_, i) => [view.getBigUint64(16 * i, true), view.getBigUint64(16 * i + 8, true)],
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
