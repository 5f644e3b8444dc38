import { extname } from "node:path";
import { hasHash } from "./hashed_name.ts";
import { type Encoding, ENCODINGS } from "./precompress.ts";

/** What browsers insist on, above all for modules and WebAssembly. */
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};
const UNKNOWN_TYPE = "application/octet-stream";

/**
 * Answers requests from the files of a folder: the compressed copy beside a file where the browser takes it, with its MIME
 * type, and headers by which a browser keeps what cannot change and asks for the rest. Any page may read the answers.
 *
 * @param folder Nothing outside of it is sent.
 */
export function siteHandler(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await answer(folder, request);
    // Pages of other places may use the kit and the model.
    response.headers.set("access-control-allow-origin", "*");
    return response;
  };
}

async function answer(folder: string, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuse(405, "Only GET and HEAD are answered", { allow: "GET, HEAD" });
  }
  const path = pathOf(request.url);
  if (path === undefined) return refuse(400, "The path cannot be read");
  const found = await find(folder, path);
  if (found === undefined) return refuse(404, `There is no ${path}`);
  if (found.folder) {
    // Relative addresses within the page need the slash.
    return new Response(null, { status: 301, headers: { location: `${lastPart(path)}/` } });
  }
  return await send(`${folder}${found.path}`, request);
}

/** The decoded path, starting with a slash; `undefined` for one that leads out of the folder or is malformed. */
function pathOf(url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  const parts = path.split(/[/\\]/);
  return parts.some((part) => part === ".." || part === ".") || path.includes("\0")
    ? undefined
    : path;
}

function lastPart(path: string): string {
  return encodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
}

async function find(
  folder: string,
  path: string,
): Promise<{ readonly path: string; readonly folder: boolean } | undefined> {
  const file = path.endsWith("/") ? `${path}index.html` : path;
  const stat = await statOf(`${folder}${file}`);
  if (stat === undefined) return undefined;
  return { path: file, folder: stat.isDirectory };
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
    if ([NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind)) return;
    // A name that is too long, or that this system cannot have.
    if ((error as { code?: string }).code === "ENAMETOOLONG") return;
    throw error;
  }
}

async function send(path: string, request: Request): Promise<Response> {
  const { encoding, file, stat } = await choose(path, request.headers.get("accept-encoding") ?? "");
  const etag = `"${stat.size.toString(36)}-${(stat.mtime?.getTime() ?? 0).toString(36)}"`;
  const headers = new Headers({
    "content-type": TYPES[extname(path)] ?? UNKNOWN_TYPE,
    "cache-control": hasHash(path) ? "public, max-age=31536000, immutable" : "no-cache",
    "vary": "accept-encoding",
    "x-content-type-options": "nosniff",
    etag,
  });
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((tag) =>
    tag.trim().replace(/^W\//, "")
  );
  if (known.includes(etag) || known.includes("*")) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-length", String(stat.size));
  if (encoding !== undefined) headers.set("content-encoding", encoding);
  if (request.method === "HEAD") return new Response(null, { headers });
  const { readable } = await Deno.open(file);
  return new Response(readable, { headers });
}

/** The smallest form of a file that the browser takes. */
async function choose(
  path: string,
  accepted: string,
): Promise<
  { readonly encoding?: Encoding; readonly file: string; readonly stat: Deno.FileInfo }
> {
  for (const [encoding, ending] of Object.entries(ENCODINGS) as [Encoding, string][]) {
    if (!accepts(accepted, encoding)) continue;
    const stat = await statOf(path + ending);
    if (stat?.isFile) return { encoding, file: path + ending, stat };
  }
  return { file: path, stat: await Deno.stat(path) };
}

function accepts(header: string, encoding: Encoding): boolean {
  return header.split(",").some((entry) => {
    const [name, ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function refuse(status: number, text: string, headers: HeadersInit = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}
