import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { writeFileAtomic } from "../../src/data/mod.ts";
import { listFiles } from "./files.ts";

/** The encodings that a browser may ask for, the smaller first, and the ending of a file's compressed copy. */
export const ENCODINGS = { br: ".br", gzip: ".gz" } as const;

export type Encoding = keyof typeof ENCODINGS;

/** Files that are not compressed already. */
const COMPRESSIBLE = [".css", ".html", ".js", ".json", ".mjs", ".onnx", ".svg", ".ts", ".wasm"];

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/**
 * Above this Brotli's best quality takes too long for a stage of the pipeline: 40 s for the 14 MB of
 * WebAssembly, where quality 9 takes 5 s and the file grows from 2.31 to 2.69 MB.
 */
const LARGE_BYTES = 1_000_000;
const LARGE_QUALITY = 9;

async function compress(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === "gzip") return await deflate(bytes, { level: constants.Z_BEST_COMPRESSION });
  return await brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE_BYTES
        ? LARGE_QUALITY
        : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Smaller files fit into one packet as they are. */
const LEAST_BYTES = 1024;

/**
 * Puts `.br` and `.gz` beside each compressible file below a folder, where they are smaller than the file itself. Those
 * that are there stay.
 */
export async function precompress(folder: string): Promise<void> {
  const files = await listFiles(folder);
  const jobs = [...files].flatMap(([path, size]) =>
    size < LEAST_BYTES || !COMPRESSIBLE.includes(extname(path))
      ? []
      : (Object.keys(ENCODINGS) as Encoding[])
        .filter((encoding) => !files.has(path + ENCODINGS[encoding]))
        .map((encoding) => ({ path, encoding }))
  );
  await Promise.all(jobs.map(async ({ path, encoding }) => {
    const bytes = await Deno.readFile(`${folder}/${path}`);
    const compressed = await compress(bytes, encoding);
    if (compressed.length >= bytes.length) return;
    await writeFileAtomic(`${folder}/${path}${ENCODINGS[encoding]}`, compressed);
  }));
}
