import { basename } from "node:path";
import { DataError, type DownloadProgress, explainWriteFailure } from "../../src/data/mod.ts";
import { reserve } from "../_exclusive.ts";
import { folderSource } from "./folder_source.ts";
import { checkInstalled, MANIFEST, type Manifest } from "./manifest.ts";
import { pipSource } from "./pip_source.ts";
import { wheelPlatform } from "./platform.ts";
import { pypiSource } from "./pypi_source.ts";
import { downloadTarball, extractTarball, TARBALL_VERSION, tarballUrl } from "./tarball.ts";
import { extractWheel } from "./wheel.ts";
import { fetchWheel, requirementText, type WheelSource } from "./wheel_source.ts";
import type { FileFacts } from "./write_checked.ts";

/** The release that the tests and the conformance suite run on. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The Pythons whose pip is asked, in this order: the active one may have none. */
export const PYTHONS = ["python3", "/usr/bin/python3"] as const;

/** What to fetch, and where to. */
export interface SetupOptions {
  /** `gpu`: the build for CUDA, with NVIDIA's libraries. */
  readonly kind: "cpu" | "gpu";
  /** The official tarball in place of a wheel. It holds no CUDA libraries. @default {false} */
  readonly tarball?: boolean;
  /** The release; of a tarball another one only with `from`. @default {"2.21.0", of a tarball "2.18.0"} */
  readonly version?: string;
  /** A wheel, a tarball, or a folder of wheels, in place of the network. */
  readonly from?: string;
  /** Folder of all that is fetched. @default {".cache/tensorflow"} */
  readonly folder?: string;
  /** Where wheels are looked for. @default {pip of each Python, then PyPI over https} */
  readonly sources?: readonly WheelSource[];
  /** Address of the tarball. @default {the official one} */
  readonly tarballAddress?: string;
  /** Takes lines about what is done. */
  readonly write: (line: string) => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Whether a person watches, who may see pip's own progress bar. @default {false} */
  readonly isTerminal?: boolean;
}

/** What was fetched, or was there. */
export interface SetupResult {
  /** Folder of this release. */
  readonly folder: string;
  /** Folder in it with the two shared objects. */
  readonly libDir: string;
  readonly manifest: Manifest;
  /** How the files were checked, for people. */
  readonly check: string;
  /** Whether it was there before. */
  readonly kept: boolean;
}

const TENSORFLOW_FILES = /^tensorflow\/libtensorflow_(?:cc|framework)\.(?:so\.2|2\.dylib)$/;
/** Shared objects, and what XLA compiles with: the assembler and the device library. */
const NVIDIA_FILES =
  /^nvidia\/[^/]+\/(?:lib\/[^/]+\.so[.\d]*|bin\/ptxas|nvvm\/libdevice\/[^/]+\.bc)$/;

/**
 * Brings TensorFlow's shared objects, and with `gpu` NVIDIA's, into `<folder>/<version>-<kind>`: from
 * pip's wheel or the official tarball, each file checked. What is there and whole is kept. The folder
 * appears whole or not at all.
 *
 * @throws {DataError} When no source has the files, or they are not what they should be.
 * @throws {Error} When they cannot be written, or another process is doing the same.
 */
export async function setupTensorflow(options: SetupOptions): Promise<SetupResult> {
  const { kind, tarball = false, folder = ".cache/tensorflow", write } = options;
  const version = options.version ?? (tarball ? TARBALL_VERSION : TENSORFLOW_VERSION);
  await using _reserved = await reserve(folder, "Wait for it to end, or stop it");
  const target = `${folder}/${version}-${kind}${tarball ? "-tarball" : ""}`;
  const found = await checkInstalled(target);
  if (found !== undefined && "manifest" in found) {
    write(`TensorFlow ${version} (${kind}) is there, SHA-256 as when it was fetched: ${target}`);
    return result(target, found.manifest, "SHA-256 as when they were fetched", true);
  }
  if (found !== undefined) write(`${target}: ${found.problem}, so it is fetched again`);
  const work = `${target}.tmp`;
  // A killed run may have left one.
  await Deno.remove(work, { recursive: true }).catch(() => {});
  try {
    const { manifest, check } = await fetchInto(work, kind, version, tarball, options);
    if (manifest.version !== version) {
      throw new DataError(
        work,
        `Cannot use ${manifest.from[0]}: it is version ${manifest.version}, expected ${version}. ` +
          `Take it with --tf-version ${manifest.version}`,
      );
    }
    await Deno.writeTextFile(`${work}/files/${MANIFEST}`, `${JSON.stringify(manifest, null, 2)}\n`);
    await Deno.remove(target, { recursive: true }).catch(() => {});
    await Deno.rename(`${work}/files`, target);
    return result(target, manifest, check, false);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new Error(`Cannot write "${work}": ${explainWriteFailure(error, work)}`, {
      cause: error,
    });
  } finally {
    await Deno.remove(work, { recursive: true }).catch(() => {});
  }
}

function result(folder: string, manifest: Manifest, check: string, kept: boolean): SetupResult {
  const library = Object.keys(manifest.files).find((name) => /libtensorflow/.test(name))!;
  return { folder, libDir: `${folder}/${library.split("/")[0]}`, manifest, check, kept };
}

async function fetchInto(
  work: string,
  kind: "cpu" | "gpu",
  version: string,
  tarball: boolean,
  options: SetupOptions,
): Promise<Pick<SetupResult, "manifest" | "check">> {
  const { write, onProgress, from } = options;
  const [fetched, files] = [`${work}/fetched`, `${work}/files`];
  await Deno.mkdir(fetched, { recursive: true });
  await Deno.mkdir(files);
  const onFile = (name: string, bytes: number) => write(`Unpacking ${name}, ${megabytes(bytes)}`);
  if (tarball) {
    const url = options.tarballAddress ?? tarballUrl(kind);
    const path = from ?? `${fetched}/${basename(url)}`;
    let check = "not checked: no SHA-256 of the tarball is published";
    if (from === undefined) {
      write(`Fetching ${url}`);
      const checked = await downloadTarball(url, path, onProgress);
      check = checked ? "MD5 as the server says" : "not checked: the server sent no MD5";
    }
    const facts = await extractTarball(path, files, onFile);
    return { manifest: { ...facts, kind, from: [basename(path)] }, check };
  }
  const platform = wheelPlatform();
  const pip = { isTerminal: options.isTerminal ?? false };
  const sources = options.sources ?? (from === undefined
    ? [
      ...PYTHONS.map((python) => pipSource(python, platform, pip)),
      pypiSource(platform, onProgress === undefined ? {} : { onProgress }),
    ]
    : [folderSource(from)]);
  const all: Record<string, FileFacts> = {};
  const names: string[] = [];
  const take = async (name: string, versions: string, wanted: RegExp) => {
    write(`Fetching ${requirementText({ name, versions })}`);
    const path = await fetchWheel({ name, versions }, fetched, sources);
    const wheel = await extractWheel(path, files, { wanted, onFile });
    Object.assign(all, wheel.files);
    names.push(basename(path));
    // Wheels of CUDA have some GB in all.
    if (path.startsWith(`${fetched}/`)) await Deno.remove(path);
    return wheel;
  };
  const tensorflow = await take(packageOf(kind), `==${version}`, TENSORFLOW_FILES);
  if (kind === "gpu") {
    if (tensorflow.cuda.length === 0) {
      throw new DataError(work, `Cannot use ${names[0]}: it names no CUDA packages ("and-cuda")`);
    }
    for (const { name, versions } of tensorflow.cuda) await take(name, versions, NVIDIA_FILES);
  }
  const { version: fetchedVersion } = tensorflow;
  return {
    manifest: { version: fetchedVersion, kind, from: names, files: all },
    check: "SHA-256 as the wheels say",
  };
}

/** Only Linux on x86 has a package without CUDA; elsewhere the plain one has none. */
function packageOf(kind: "cpu" | "gpu"): string {
  const { os, arch } = Deno.build;
  return kind === "cpu" && os === "linux" && arch === "x86_64" ? "tensorflow-cpu" : "tensorflow";
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
