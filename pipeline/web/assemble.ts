import { explainReadFailure } from "../../src/data/mod.ts";
import type { Manifest } from "../../web/manifest/mod.ts";
import { copyFolder, listFiles, makeFolder } from "./files.ts";
import type { PageRecord } from "./page_record.ts";
import type { Places } from "./places.ts";
import { precompress } from "./precompress.ts";
import { addModel } from "./single_file.ts";

/** Where the record lies within a site. */
const RECORD = "site.json";

/** `site.json`: whose site it is, and what belongs to it. */
export interface SiteRecord {
  /** The run's folder. */
  readonly run: string;
  /** The key of the stage that made it: SHA-256 of all that decides the model's files. */
  readonly key: string;
  /** The page's sources. */
  readonly sources: string;
  /** Bytes of each file. */
  readonly files: Readonly<Record<string, number>>;
}

/** The model's part of a site. */
export interface SiteModel {
  readonly manifest: Manifest;
  /** Files of `model/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Puts page, model and examples together and then in the place of the present site. The site is complete at any
 * moment but for the blink between two renames.
 */
export async function assembleSite(
  { site, page }: Places,
  { sources }: Pick<PageRecord, "sources">,
  { manifest, files }: SiteModel,
  { run, key }: Pick<SiteRecord, "run" | "key">,
): Promise<void> {
  const model = files.get(manifest.model.file)!;
  await makeFolder(site, async (work) => {
    await copyFolder(`${page}/site`, work);
    for (const [file, bytes] of files) await write(`${work}/model/${file}`, bytes);
    // Under a name that the examples' sources can name; a project's own lies in its folder "public".
    await write(`${work}/examples/model.onnx`, model);
    await write(`${work}/examples/bundler-project/public/model.onnx`, model);
    const single = addModel(await Deno.readTextFile(`${page}/single.html`), model);
    await Deno.writeTextFile(`${work}/examples/single.html`, single);
    await precompress(work);
    const record: SiteRecord = {
      run,
      key,
      sources,
      files: Object.fromEntries(await listFiles(work)),
    };
    await Deno.writeTextFile(`${work}/${RECORD}`, JSON.stringify(record));
  });
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(path, bytes);
}

/**
 * The record of a site; `undefined` where there is none, or a broken one.
 *
 * @throws {Error} When it must not be read.
 */
export async function readSiteRecord(site: string): Promise<SiteRecord | undefined> {
  const path = `${site}/${RECORD}`;
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if ([NotFound, NotADirectory, SyntaxError].some((kind) => error instanceof kind)) return;
    throw new Error(`Cannot read "${path}": ${explainReadFailure(error, path)}`, { cause: error });
  }
}

/** Why a site is not the one wanted; `undefined` where it is, and complete. */
export async function siteProblem(
  site: string,
  wanted: Pick<SiteRecord, "key" | "sources">,
): Promise<string | undefined> {
  const record = await readSiteRecord(site);
  if (record === undefined) return `${site}/ holds no site`;
  if (record.key !== wanted.key) return `${site}/ holds another site, made from ${record.run}`;
  if (record.sources !== wanted.sources) return "the page's sources changed";
  const present = await listFiles(site);
  const missing = Object.entries(record.files).find(([path, bytes]) => present.get(path) !== bytes);
  return missing === undefined ? undefined : `${site}/${missing[0]} is missing or was changed`;
}
