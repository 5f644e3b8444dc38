import { resolve } from "node:path";
import { build, createLogger, type InlineConfig } from "vite";
import { makeFolder } from "./files.ts";
import { firstVisitOf, type ViteManifest } from "./first_visit.ts";
import { hashPageSources, type PageRecord } from "./page_record.ts";
import { precompress } from "./precompress.ts";
import { fillTemplate } from "./single_file.ts";

/** Vite's own record of a build, which is no part of a site. */
const VITE_FOLDER = ".vite";

/** ONNX Runtime names its own script, which it loads for threads alone; and how long plugins took. */
const EXPECTED = /ort\.(wasm|jspi)\.bundle\.min\.mjs|PLUGIN_TIMINGS/;

type Warn = (text: string) => void;

/**
 * Builds the page without a model: the site's own files in `<folder>/site/`, with compressed copies, `single.html`,
 * which waits for a model, and `page.json`.
 *
 * @param warn Takes what Vite finds odd.
 */
export async function buildPage(folder: string, warn: Warn): Promise<PageRecord> {
  // Before the build: what is changed meanwhile is not in it.
  const sources = await hashPageSources();
  let record: PageRecord | undefined;
  await makeFolder(folder, async (work) => {
    record = { sources, ...await bundlePage(work, warn) };
    await precompress(`${work}/site`);
    await Deno.writeTextFile(`${work}/page.json`, JSON.stringify(record, null, 2));
  });
  return record!;
}

/** The same without compressed copies and record. */
export async function bundlePage(
  folder: string,
  warn: Warn,
): Promise<Omit<PageRecord, "sources">> {
  const work = resolve(folder);
  const site = `${work}/site`;
  await vite("web/vite.config.ts", site, warn);
  const manifest = JSON.parse(await Deno.readTextFile(`${site}/${VITE_FOLDER}/manifest.json`));
  await Deno.remove(`${site}/${VITE_FOLDER}`, { recursive: true });
  await buildBundlerExample(site, warn);
  await buildSingleFile(work, manifest, warn);
  return firstVisitOf(manifest);
}

/** The example is a project of its own, built as its user would; the page lies beside the other examples. */
async function buildBundlerExample(site: string, warn: Warn): Promise<void> {
  const examples = `${site}/examples`;
  await vite(`${examples}/bundler-project/vite.config.js`, `${examples}/bundler-built`, warn, {
    root: `${examples}/bundler-project`,
    // As `npm install` would link it.
    resolve: { alias: { "onnx-classifier": `${site}/kit/classifier.js` } },
    build: { assetsDir: "bundler" },
  });
  await Deno.rename(`${examples}/bundler-built/index.html`, `${examples}/bundler.html`);
  await Deno.rename(`${examples}/bundler-built/bundler`, `${examples}/bundler`);
  await Deno.remove(`${examples}/bundler-built`, { recursive: true });
}

async function buildSingleFile(work: string, manifest: ViteManifest, warn: Warn): Promise<void> {
  const folder = `${work}/single`;
  await vite("web/vite.single.config.ts", folder, warn);
  const [wasm] = firstVisitOf(manifest).firstVisit.wasm;
  const html = await fillTemplate(await Deno.readTextFile("web/examples/single.html"), {
    kit: await Deno.readTextFile(`${folder}/classifier.js`),
    wasm: await Deno.readFile(`${work}/site/${wasm}`),
  });
  await Deno.writeTextFile(`${work}/single.html`, html);
  await Deno.remove(folder, { recursive: true });
}

async function vite(
  configFile: string,
  outDir: string,
  warn: Warn,
  more: InlineConfig = {},
): Promise<void> {
  const customLogger = createLogger("warn");
  customLogger.warn = customLogger.warnOnce = (text) => {
    if (!EXPECTED.test(text)) warn(`${text.trim()}\n`);
  };
  await build({
    configFile,
    configLoader: "native",
    logLevel: "warn",
    customLogger,
    ...more,
    build: { outDir, emptyOutDir: true, ...more.build },
  });
}
