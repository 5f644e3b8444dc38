import { textTable } from "../../src/report/mod.ts";
import { listFiles } from "./files.ts";
import type { PageRecord } from "./page_record.ts";
import { ENCODINGS } from "./precompress.ts";

/** Bytes of some files together: as they are, and as a server sends them where a compressed copy lies beside. */
export interface Sizes {
  readonly name: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/**
 * What a site's parts weigh, and at the end all that a first visit loads.
 *
 * @param folder The site.
 * @param data The model's other files that a first visit loads: manifest, samples, pictures.
 */
export async function siteSizes(
  folder: string,
  { firstVisit, webgpu }: Pick<PageRecord, "firstVisit" | "webgpu">,
  model?: { readonly file: string; readonly data: readonly string[] },
): Promise<Sizes[]> {
  const files = await listFiles(folder);
  const sum = (paths: readonly string[], ending: string) =>
    paths.reduce((bytes, path) => bytes + (files.get(path + ending) ?? files.get(path) ?? 0), 0);
  const row = (name: string, paths: readonly string[]): Sizes => ({
    name,
    raw: sum(paths, ""),
    gzip: sum(paths, ENCODINGS.gzip),
    brotli: sum(paths, ENCODINGS.br),
  });
  const visited: [string, readonly string[]][] = [
    ["runtime", firstVisit.runtime],
    ["wasm", firstVisit.wasm],
    ...(model === undefined ? [] : [["model", [model.file]] as [string, readonly string[]]]),
    ["page", [...firstVisit.page, ...model?.data ?? []]],
  ];
  return [
    ...visited.map(([name, paths]) => row(name, paths)),
    row("first visit", visited.flatMap(([, paths]) => paths)),
    row("runtime and wasm for WebGPU", webgpu),
  ];
}

/** The sizes as lines of a table, in kB. */
export function sizeLines(sizes: readonly Sizes[]): string[] {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
  return textTable([
    ["kB", "raw", "gzip", "brotli"],
    ...sizes.map(({ name, raw, gzip, brotli }) => [name, ...[raw, gzip, brotli].map(kilobytes)]),
  ]).split("\n");
}
