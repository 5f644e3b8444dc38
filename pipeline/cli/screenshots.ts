/**
 * `deno task screenshots`: a run's report and the web page as pictures, in light, dark and on a phone.
 *
 * @module
 */
import { Command } from "commander";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { writeFileAtomic } from "../../src/data/mod.ts";
import { openPage, type View } from "../chromium.ts";
import { ConfigError, OPTION_TYPES, parseFlags } from "../config.ts";
import { serveSite } from "../web/serve_site.ts";
import { DIGITS } from "../web/strokes.ts";
import { delay, drawDigit, untilReady } from "../web/visit.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  run: OPTION_TYPES.folder.optional(),
  site: OPTION_TYPES.folder.optional(),
  out: OPTION_TYPES.folder,
  debug: z.boolean().optional(),
});

/** The ways to look at a page, by the ending of a picture's name. Windows are high enough for what matters. */
const VIEWS: Readonly<Record<string, View>> = {
  "light": { width: 1200, height: 960, scheme: "light" },
  "dark": { width: 1200, height: 960, scheme: "dark" },
  "phone": { width: 390, height: 1110, scheme: "light" },
};

/** The `screenshots` command. */
export function screenshotsCommand(): Command {
  const views = Object.keys(VIEWS).join(", ");
  const command = new Command("screenshots")
    .description("Write pictures of a run's report or of the web page as Chromium shows them.")
    .option("--run <folder>", `a run's out folder: its whole report, report-<${views}>.png`)
    .option("--site <folder>", `a built page: its window with a digit drawn, page-<${views}>.png`)
    .requiredOption("--out <folder>", "where to write the pictures");
  return command.action(async () => {
    const { run, site, out } = parseFlags(OPTIONS, command.opts());
    if (run === undefined && site === undefined) {
      throw new ConfigError(
        "Nothing to show: expected --run, --site or both. For the built web page: --site dist/web",
      );
    }
    if (run !== undefined) await showReport(run, out);
    if (site !== undefined) await showSite(site, out);
  });
}

async function showReport(run: string, out: string): Promise<void> {
  const report = resolve(run, "report.html");
  try {
    await Deno.stat(report);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot find "${join(run, "report.html")}". Give the folder of a finished run, such as ` +
        "runs/mnist-cnn",
      { cause: error },
    );
  }
  await using page = await openPage();
  await page.open(pathToFileURL(report).href);
  for (const [name, view] of Object.entries(VIEWS)) {
    await page.view(view);
    for (const [part, png] of (await page.screenshots()).entries()) {
      const number = part === 0 ? "" : `-${part + 1}`;
      await write(join(out, `report-${name}${number}.png`), png);
    }
  }
}

async function showSite(site: string, out: string): Promise<void> {
  await using server = await serveSite(site);
  await using page = await openPage();
  for (const [name, view] of Object.entries(VIEWS)) {
    await page.view(view);
    await page.open(server.url);
    await untilReady(page);
    await drawDigit(page, DIGITS[0]!);
    // The bars move to their place.
    await delay(500);
    await write(join(out, `page-${name}.png`), await page.screenshot());
  }
}

async function write(path: string, png: Uint8Array): Promise<void> {
  await writeFileAtomic(path, png);
  print(path);
}

if (import.meta.main) await main(screenshotsCommand());
