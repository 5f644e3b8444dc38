import { createHash } from "node:crypto";
import { dirname } from "node:path";

/** A folder that is removed with the test's scope. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Bytes that pack neither well nor badly, the same for the same text. */
export function content(text: string, length = 3000): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length]! ^ (i * i >> 7));
}

/** What a wheel is to hold. */
export interface WheelParts {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Lines for its METADATA. */
  readonly metadata?: readonly string[];
  /** Its RECORD's text in place of the true one. */
  readonly record?: string;
  /** Tags of its file name. */
  readonly tags?: string;
}

/** Writes a wheel with Python's own zipfile and returns its path. */
export async function writeWheel(folder: string, parts: WheelParts): Promise<string> {
  const { name, version, metadata = [], tags = tagsOf() } = parts;
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  const info = `${stem}.dist-info`;
  const source = await Deno.makeTempDir({ dir: folder, prefix: "source-" });
  const text = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join("\n")}\n`);
  const record = Object.entries(parts.files).map(([path, bytes]) =>
    `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}`
  );
  const files = {
    ...parts.files,
    [`${info}/METADATA`]: text([
      "Metadata-Version: 2.1",
      `Name: ${name}`,
      `Version: ${version}`,
      ...metadata,
    ]),
    [`${info}/WHEEL`]: text(["Wheel-Version: 1.0", "Root-Is-Purelib: false", `Tag: ${tags}`]),
    [`${info}/RECORD`]: text([parts.record ?? record.join("\n"), `${info}/RECORD,,`]),
  };
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${source}/${path}`), { recursive: true });
    await Deno.writeFile(`${source}/${path}`, bytes);
  }
  const wheel = `${folder}/${stem}-${tags}.whl`;
  const roots = [...Deno.readDirSync(source)].map((entry) => entry.name);
  await command("python3", ["-m", "zipfile", "-c", wheel, ...roots], source);
  await Deno.remove(source, { recursive: true });
  return wheel;
}

function tagsOf(): string {
  return Deno.build.os === "darwin"
    ? "py3-none-macosx_12_0_arm64"
    : `py3-none-manylinux_2_17_${Deno.build.arch}`;
}

/** Runs a program that must succeed. */
export async function command(program: string, args: string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, cwd }).output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}

/** The name that a library has on this machine. */
export function library(stem: string): string {
  return Deno.build.os === "darwin" ? `${stem}.2.dylib` : `${stem}.so.2`;
}

/** What TensorFlow's package for the processor is called here. */
export const CPU_PACKAGE = Deno.build.os === "linux" && Deno.build.arch === "x86_64"
  ? "tensorflow-cpu"
  : "tensorflow";

/** The files of a wheel of TensorFlow that are wanted, and some that are not. */
export function tensorflowFiles(): Record<string, Uint8Array> {
  return {
    [`tensorflow/${library("libtensorflow_cc")}`]: content("cc", 700_000),
    [`tensorflow/${library("libtensorflow_framework")}`]: content("framework"),
    "tensorflow/__init__.py": content("python"),
    "tensorflow/python/libtensorflow_cc.so.2": content("another"),
  };
}

/** Names in a folder and below, files alone. */
export function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`).map((below) => `${name}/${below}`) : [name]
  ).sort();
}
