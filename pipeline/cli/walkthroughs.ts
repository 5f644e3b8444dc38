/**
 * `deno task walkthroughs`: runs the pages of `docs/walkthroughs`, block by block.
 *
 * @module
 */
import { Command } from "commander";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { didYouMean, writeFileAtomic } from "../../src/data/mod.ts";
import { ConfigError, parseFlags } from "../config.ts";
import { toNotebook } from "../walkthroughs/notebook.ts";
import { fillOutputs, type Page, parsePage } from "../walkthroughs/page.ts";
import { runPage } from "../walkthroughs/run_page.ts";
import { main } from "./main.ts";
import { denoProgram } from "../deno_program.ts";
import { print } from "./terminal.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Where the pages lie, from the root. */
const PAGES = "docs/walkthroughs";
/** Where their programs run, from the root. */
const RUNS = "runs/walkthroughs";
/** The pictures that a page makes, from the folder that it runs in. */
const IMAGES = "images";

const OPTIONS = z.strictObject({
  short: z.boolean().optional(),
  update: z.boolean().optional(),
  notebook: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `walkthroughs` command: runs pages, writes their outputs into them, or makes notebooks of them. */
export function walkthroughsCommand(): Command {
  const command = new Command("walkthroughs")
    .description("Run the pages of docs/walkthroughs from top to bottom: all, or the named ones.")
    .argument("[pages...]", "names, such as lenet, or paths of pages")
    .option("--short", "train as little as the pages' marks // short: say, for a look")
    .option("--update", "write what was printed and drawn into the pages")
    .option("--notebook", "write each page as a notebook beside it (.ipynb); runs nothing");
  return command.action(async (names: string[]) => {
    const { short = false, update, notebook } = parseFlags(OPTIONS, command.opts());
    if (update && short) {
      throw new ConfigError(
        "Cannot use --update with --short: the pages show what they say. Leave one out",
      );
    }
    for (const path of await pathsOf(names)) {
      const page = parsePage(await Deno.readTextFile(path));
      if (notebook) print(await writeNotebook(path, page));
      else await run(path, page, short, update === true);
    }
  });
}

async function run(path: string, page: Page, short: boolean, update: boolean): Promise<void> {
  const folder = join(ROOT, RUNS, basename(path, ".md"));
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(folder, { recursive: true });
  print(path);
  const controller = new AbortController();
  const stop = () => controller.abort();
  globalThis.addEventListener("unload", stop);
  try {
    const deno = denoProgram();
    const outputs = await runPage(page, {
      root: ROOT,
      folder,
      short,
      onLine: print,
      deno,
      signal: controller.signal,
    });
    if (!update) return;
    await copyImages(join(folder, IMAGES), join(dirname(path), IMAGES));
    await writeFileAtomic(path, fillOutputs(await unchanged(path, page), outputs));
  } finally {
    globalThis.removeEventListener("unload", stop);
  }
}

/** The page as it is now: its prose may have changed during a long run, its blocks may not. */
async function unchanged(path: string, before: Page): Promise<Page> {
  const now = parsePage(await Deno.readTextFile(path));
  const codeOf = ({ blocks }: Page) => JSON.stringify(blocks.map(({ code }) => code));
  if (codeOf(now) === codeOf(before)) return now;
  throw new Error(`Cannot update "${path}": its blocks changed while it ran. Run it again`);
}

async function copyImages(from: string, to: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(from)) {
      await writeFileAtomic(join(to, name), await Deno.readFile(join(from, name)));
    }
  } catch (error) {
    ignoreMissing(error);
  }
}

async function writeNotebook(path: string, page: Page): Promise<string> {
  const notebook = path.replace(/\.md$/, ".ipynb");
  await writeFileAtomic(notebook, `${JSON.stringify(toNotebook(page), null, 1)}\n`);
  return notebook;
}

/** The paths of the pages: of all of them where none is named. */
async function pathsOf(names: readonly string[]): Promise<string[]> {
  const known: string[] = [];
  for await (const { name } of Deno.readDir(PAGES)) {
    if (name.endsWith(".md") && name !== "README.md") known.push(name.slice(0, -".md".length));
  }
  known.sort();
  return (names.length === 0 ? known : names).map((name) => {
    const short = basename(name, ".md");
    const here = basename(name) === name || dirname(resolve(name)) === resolve(PAGES);
    if (here && known.includes(short)) return join(PAGES, `${short}.md`);
    throw new ConfigError(
      `Unknown page "${name}": expected one of ${known.join(", ")}${didYouMean(short, known)}`,
    );
  });
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

if (import.meta.main) await main(walkthroughsCommand());
