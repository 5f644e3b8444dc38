import { onTestFinished } from "vitest";

/** The bytes of an IDX file; `size` is how many bytes an element of the type has. */
export function idx(shape: readonly number[], data?: ArrayLike<number>, type = 0x08): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((size, i) => header.setUint32(4 + 4 * i, size));
  const elements = data ?? new Uint8Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => i % 251);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...Array.from(elements)]);
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "data-test-" });
  onTestFinished(() => Deno.remove(folder, { recursive: true }));
  return folder;
}

/** Writes files into a new temporary folder. */
export async function folderWith(files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, data] of Object.entries(files)) {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
  return folder;
}

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What `action` throws; fails when it does not. */
export async function errorOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected an error, but none was thrown");
}
