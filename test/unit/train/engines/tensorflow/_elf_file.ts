/** What a made shared object says of itself. */
export interface ElfOptions {
  /** `DT_SONAME`. Default: none. */
  readonly name?: string;
  /** `DT_NEEDED`. Default: none. */
  readonly needed?: readonly string[];
  /** `e_machine`, such as 62 for x86_64 and 183 for aarch64. Default: this machine's. */
  readonly machine?: number;
}

const HEADERS = 64 + 2 * 56;

/** A shared object without code or symbols, of a few hundred bytes, that the system can load. */
export function elfFile(options: ElfOptions = {}): Uint8Array {
  const { name, needed = [], machine = Deno.build.arch === "x86_64" ? 62 : 183 } = options;
  const names = [...needed, ...(name === undefined ? [] : [name])];
  const strings = new TextEncoder().encode(`\0${names.map((text) => `${text}\0`).join("")}`);
  const offsetOf = (text: string) =>
    1 + names.slice(0, names.indexOf(text)).reduce((sum, other) => sum + other.length + 1, 0);

  // In this order: one empty symbol, the hash table over it, the strings, the dynamic section.
  const symbols = HEADERS;
  const hash = symbols + 24;
  const text = hash + 16;
  const dynamic = Math.ceil((text + strings.length) / 8) * 8;
  const entries: [tag: number, value: number][] = [
    ...needed.map((file): [number, number] => [1, offsetOf(file)]),
    ...(name === undefined ? [] : [[14, offsetOf(name)] as [number, number]]),
    [4, hash],
    [5, text],
    [6, symbols],
    [10, strings.length],
    [11, 24],
    [0, 0],
  ];
  const size = dynamic + 16 * entries.length;

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true); // a shared object
  view.setUint16(18, machine, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  programHeader(view, 64, 1, 0, size);
  programHeader(view, 64 + 56, 2, dynamic, size - dynamic);
  view.setUint32(hash, 1, true);
  view.setUint32(hash + 4, 1, true);
  bytes.set(strings, text);
  entries.forEach(([tag, value], i) => {
    view.setBigUint64(dynamic + 16 * i, BigInt(tag), true);
    view.setBigUint64(dynamic + 16 * i + 8, BigInt(value), true);
  });
  return bytes;
}

/** A segment, readable and writable, at the address that is its place in the file. */
function programHeader(view: DataView, at: number, type: number, offset: number, size: number) {
  view.setUint32(at, type, true);
  view.setUint32(at + 4, 6, true);
  for (const field of [8, 16, 24]) view.setBigUint64(at + field, BigInt(offset), true);
  for (const field of [32, 40]) view.setBigUint64(at + field, BigInt(size), true);
  view.setBigUint64(at + 48, type === 1 ? 0x1000n : 8n, true);
}
