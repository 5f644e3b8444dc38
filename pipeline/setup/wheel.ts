import { basename } from "node:path";
import { DataError } from "../../src/data/mod.ts";
import { type FileFacts, writeChecked } from "./write_checked.ts";
import { readZipEntries, readZipEntry, type ZipEntry } from "./zip.ts";

/** A package that another one asks for, such as `nvidia-cudnn-cu12` `<10.0,>=9.3.0.75`. */
export interface Requirement {
  readonly name: string;
  /** Comparisons with versions, separated by commas (PEP 440); empty for any version. */
  readonly versions: string;
}

/** What was taken from a wheel. */
export interface Extracted {
  /** Its version, as its metadata say. */
  readonly version: string;
  /** What its extra `and-cuda` asks for. */
  readonly cuda: readonly Requirement[];
  /** The files, by their path in the wheel. */
  readonly files: Readonly<Record<string, FileFacts>>;
}

/** How {@linkcode extractWheel} works. */
export interface ExtractOptions {
  /** Which files to take, by their path in the wheel. */
  readonly wanted: RegExp;
  /** Hears of each file before it is unpacked. */
  readonly onFile?: (name: string, bytes: number) => void;
}

/**
 * Unpacks files of a Python wheel (PEP 427: a zip archive) into `folder`, where they keep their
 * paths, and checks each against the SHA-256 in the wheel's `RECORD`. Those in a folder `bin` become
 * programs.
 *
 * @throws {DataError} When it is no wheel, holds no wanted file, or a file is not as `RECORD` says,
 * which must have its SHA-256.
 * @throws {SyntaxError} When it is no zip archive.
 */
export async function extractWheel(
  path: string,
  folder: string,
  { wanted, onFile }: ExtractOptions,
): Promise<Extracted> {
  using file = await Deno.open(path);
  const entries = await readZipEntries(file, path);
  const text = async (suffix: string) => {
    const entry = entries.find(({ name }) =>
      /^[^/]+\.dist-info\//.test(name) && name.endsWith(suffix)
    );
    if (entry === undefined) {
      throw new DataError(path, `Cannot use "${path}" as a wheel: it holds no ${suffix.slice(1)}`);
    }
    return await textOf(file, entry, path);
  };
  const record = parseRecord(await text("/RECORD"));
  const metadata = await text("/METADATA");
  const chosen = entries.filter(({ name }) => wanted.test(name));
  if (chosen.length === 0) {
    throw new DataError(
      path,
      `Cannot use "${path}": it holds none of the expected files (${wanted.source})`,
    );
  }
  const files: Record<string, FileFacts> = {};
  for (const entry of chosen) {
    onFile?.(basename(entry.name), entry.size);
    const sha256 = record.get(entry.name);
    if (sha256 === undefined) {
      throw new DataError(
        path,
        `Cannot use "${path}": its RECORD has no SHA-256 of ${entry.name}. Fetch it again`,
      );
    }
    files[entry.name] = await writeChecked(
      `${folder}/${entry.name}`,
      readZipEntry(file, entry, path),
      { size: entry.size, sha256, executable: entry.name.includes("/bin/") },
    );
  }
  const version = /^Version: (.+)$/m.exec(metadata)?.[1]?.trim() ?? "unknown";
  return { version, cuda: cudaRequirements(metadata), files };
}

async function textOf(file: Deno.FsFile, entry: ZipEntry, path: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of readZipEntry(file, entry, path)) {
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

/** SHA-256 in hex by path; `RECORD` has lines `path,sha256=<URL-safe base64>,size`. */
export function parseRecord(text: string): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, hash] = /^"?(.+?)"?,sha256=([\w-]+)=*,\d*$/.exec(line) ?? [];
    if (name === undefined || hash === undefined) continue;
    const bytes = Uint8Array.fromBase64(hash, { alphabet: "base64url" });
    hashes.set(name, bytes.toHex());
  }
  return hashes;
}

/** The NVIDIA packages that a wheel's metadata list under the extra `and-cuda`. */
export function cudaRequirements(metadata: string): Requirement[] {
  const pattern =
    /^Requires-Dist: (nvidia-[\w-]+)\s*\(?([^;)]*)\)?\s*;\s*extra == ["']and-cuda["']/gm;
  return [...metadata.matchAll(pattern)]
    .map(([, name, versions]) => ({ name: name!, versions: versions!.trim() }));
}
