import { type LoadFacts, ModelLoadError } from "./errors.ts";

/** Bytes received so far, and in all where the server says so. */
export type OnBytes = (loaded: number, total: number | undefined) => void;

/** What is downloaded, for messages. */
export interface Wanted {
  /** Such as `"the model"`. */
  readonly name: string;
  /** What to do when the address is wrong. */
  readonly remedy: string;
  /** The first bytes that such a file has. */
  readonly magic?: readonly number[];
}

/** @throws {ModelLoadError} When `url` cannot be resolved: it is malformed, or relative to a page without a folder. */
export function resolveUrl(url: string | URL, base: string, name: string): string {
  try {
    return new URL(url, base).href;
  } catch (error) {
    const page = base.length > 60 ? `${base.slice(0, 60)}...` : base;
    throw new ModelLoadError(
      `Cannot load ${name}: "${url}" is no address for the page ${page}. ` +
        "Give one that starts with https://",
      {},
      { cause: error },
    );
  }
}

/** @throws {ModelLoadError} When the address does not give such a file. */
export async function download(
  url: string,
  wanted: Wanted,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(url, wanted);
  const contentType = response.headers.get("content-type");
  const facts = { url, status: response.status, ...(contentType === null ? {} : { contentType }) };
  const kind = contentType ?? "no content type";
  const refuse = (what: string, cause?: unknown) =>
    new ModelLoadError(`Cannot load ${wanted.name} from ${url}: ${what}. ${wanted.remedy}`, facts, {
      cause,
    });
  if (!response.ok) {
    await response.body?.cancel();
    const status = `${response.status} ${response.statusText}`.trim();
    throw refuse(`the server answered ${status} (${kind})`);
  }
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const total = totalOf(response);
  try {
    for await (const chunk of chunksOf(response)) {
      if (chunks.length === 0) {
        const problem = problemOfHead(chunk, wanted);
        // Nobody waits for 14 MB that are of no use.
        if (problem !== undefined) throw refuse(`${problem} (${kind})`);
      }
      chunks.push(chunk);
      loaded += chunk.length;
      onBytes(loaded, total);
    }
  } catch (error) {
    if (error instanceof ModelLoadError) throw error;
    throw refuse(`the transfer broke off after ${loaded} bytes (${messageOf(error)})`, error);
  }
  if (loaded === 0) throw refuse(`the file is empty (${kind})`);
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function request(url: string, { name }: Wanted): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    const facts: LoadFacts = { url };
    const remedy = url.startsWith("file:")
      ? "A page opened from a file cannot fetch: serve its folder, or give the bytes (modelBytes)"
      : "Check the address, the connection and, for another origin, that its server sends " +
        "Access-Control-Allow-Origin";
    throw new ModelLoadError(
      `Cannot load ${name} from ${url}: no answer (${messageOf(error)}). ${remedy}`,
      facts,
      { cause: error },
    );
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value.length > 0) yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** The length that is announced for a compressed answer is not that of what arrives. */
function totalOf({ headers }: Response): number | undefined {
  const length = Number(headers.get("content-length"));
  return headers.has("content-encoding") || !(length > 0) ? undefined : length;
}

function problemOfHead(head: Uint8Array, { magic = [] }: Wanted): string | undefined {
  const text = new TextDecoder().decode(head.subarray(0, 256)).replace(/^\uFEFF/, "").trimStart();
  if (text.startsWith("<")) return "the server sent an HTML page in its place";
  const hex = (bytes: Iterable<number>) =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const start = head.subarray(0, magic.length);
  return magic.every((byte, i) => start[i] === byte)
    ? undefined
    : `the file starts with ${hex(start)} in place of ${hex(magic)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
