import { createHash } from "node:crypto";
import { basename } from "node:path";
import { DataError, download, type DownloadProgress } from "../../src/data/mod.ts";
import { readTar } from "./tar.ts";
import { type FileFacts, writeChecked } from "./write_checked.ts";

/** The last release that TensorFlow's site offers as a C library. */
export const TARBALL_VERSION = "2.18.0";

/** Where the official tarballs lie (https://www.tensorflow.org/install/lang_c). */
export function tarballUrl(
  kind: "cpu" | "gpu",
  os = Deno.build.os,
  arch = Deno.build.arch,
): string {
  const machine = os === "linux" && arch === "x86_64"
    ? "linux-x86_64"
    : os === "darwin" && arch === "aarch64" && kind === "cpu"
    ? "darwin-arm64"
    : undefined;
  if (machine === undefined) {
    throw new Error(
      `Cannot fetch TensorFlow's ${kind} tarball for ${os} ${arch}: expected linux x86_64, or ` +
        `darwin aarch64 with --cpu. Leave out --tarball`,
    );
  }
  return `https://storage.googleapis.com/tensorflow/versions/${TARBALL_VERSION}/` +
    `libtensorflow-${kind}-${machine}.tar.gz`;
}

/**
 * Downloads a tarball to `path`. No SHA-256 of it is published; it is checked against the MD5 that
 * Google's storage sends with it, where it sends one.
 *
 * @returns Whether an MD5 was sent.
 * @throws {DataError} When it cannot be downloaded or is not what was sent.
 */
export async function downloadTarball(
  url: string,
  path: string,
  onProgress?: (progress: DownloadProgress) => void,
): Promise<boolean> {
  const md5 = createHash("md5");
  async function* hashed() {
    for await (const piece of download(url, { onProgress })) {
      md5.update(piece);
      yield piece;
    }
  }
  await writeChecked(path, hashed());
  const expected = await publishedMd5(url);
  const received = md5.digest("base64");
  if (expected !== undefined && expected !== received) {
    throw new DataError(url, `Cannot use "${url}": received MD5 ${received}, expected ${expected}`);
  }
  return expected !== undefined;
}

/** `x-goog-hash: crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==` (docs of Cloud Storage, headers). */
async function publishedMd5(url: string): Promise<string | undefined> {
  const response = await fetch(url, { method: "HEAD" });
  await response.body?.cancel();
  return /\bmd5=([\w+/]+=*)/.exec(response.headers.get("x-goog-hash") ?? "")?.[1];
}

/** The two shared objects in a tarball; links to them are left out. */
const LIBRARY = /^lib\/(libtensorflow(?:_framework)?)\.(?:so\.)?(2\.\d[\d.]*?)(\.dylib)?$/;

/** What was taken from a tarball. */
export interface UnpackedTarball {
  /** The release, as the names of the shared objects say. */
  readonly version: string;
  /** The files, by their path below the folder. */
  readonly files: Readonly<Record<string, FileFacts>>;
}

/**
 * Unpacks the shared objects of an official tarball into `folder`, as `lib/libtensorflow.so.2` and
 * `lib/libtensorflow_framework.so.2`: the names that they ask for each other by.
 *
 * @throws {DataError} When it does not hold them.
 */
export async function extractTarball(
  path: string,
  folder: string,
  onFile?: (name: string, bytes: number) => void,
): Promise<UnpackedTarball> {
  const file = await Deno.open(path);
  const files: Record<string, FileFacts> = {};
  let version = "";
  try {
    for await (const { name, size, content } of readTar(unpacked(file.readable), path)) {
      const [, stem, release, dylib] = LIBRARY.exec(name) ?? [];
      if (stem === undefined || release === undefined) continue;
      version = release;
      const to = `lib/${stem}${dylib === undefined ? ".so.2" : ".2.dylib"}`;
      onFile?.(basename(to), size);
      files[to] = await writeChecked(`${folder}/${to}`, content, { size });
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SyntaxError(
      `Cannot read "${path}" as a gzip file: it is damaged. Remove it and fetch it again`,
      { cause: error },
    );
  }
  if (Object.keys(files).length !== 2) {
    throw new DataError(
      path,
      `Cannot use "${path}": expected libtensorflow and libtensorflow_framework in it, found ` +
        `${Object.keys(files).join(", ") || "neither"}`,
    );
  }
  return { version, files };
}

function unpacked(packed: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return packed.pipeThrough(new DecompressionStream("gzip"));
}
