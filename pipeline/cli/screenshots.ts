/**
 * `deno task screenshots`: a run's report as pictures, in light, dark and on a phone.
 *
 * @module
 */
import { Command } from "commander";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { writeFileAtomic } from "../../src/data/mod.ts";
import { openPage, type View } from "../chromium.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  run: OPTION_TYPES.folder,
  out: OPTION_TYPES.folder,
  debug: z.boolean().optional(),
});

/** The ways to look at a report, by the name of their file. */
const VIEWS: Readonly<Record<string, View>> = {
  "report-light.png": { width: 1200, height: 900, scheme: "light" },
  "report-dark.png": { width: 1200, height: 900, scheme: "dark" },
  "report-phone.png": { width: 390, height: 844, scheme: "light" },
};

/** The `screenshots` command. */
export function screenshotsCommand(): Command {
  const command = new Command("screenshots")
    .description("Write pictures of a run's report as Chromium shows it: light, dark, on a phone.")
    .requiredOption("--run <folder>", "the run's out folder, with its report.html")
    .requiredOption("--out <folder>", `where to write ${Object.keys(VIEWS).join(", ")}`);
  return command.action(async () => {
    const { run, out } = parseFlags(OPTIONS, command.opts());
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
    for (const [file, view] of Object.entries(VIEWS)) {
      await page.view(view);
      for (const [part, png] of (await page.screenshots()).entries()) {
        const name = part === 0 ? file : file.replace(".png", `-${part + 1}.png`);
        await writeFileAtomic(join(out, name), png);
        print(join(out, name));
      }
    }
  });
}

if (import.meta.main) await main(screenshotsCommand());
