/**
 * `deno task web:build`: builds the web page, without a model. The pipeline runs it when the page's sources changed.
 *
 * @module
 */
import { Command, Option } from "commander";
import { z } from "zod";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { buildPage } from "../web/build_page.ts";
import { PLACES } from "../web/places.ts";
import { waitForLock } from "../web/wait_for_lock.ts";
import { main } from "./main.ts";
import { print, printError } from "./terminal.ts";

const OPTIONS = z.strictObject({
  out: OPTION_TYPES.folder,
  locked: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `web:build` command. */
export function webBuildCommand(): Command {
  const command = new Command("web:build")
    .description("Build the web page, without a model.")
    .option("--out <folder>", "where to put it", PLACES.page)
    .addOption(new Option("--locked", "whoever starts it holds the page's lock").hideHelp());
  return command.action(async () => {
    const { out, locked } = parseFlags(OPTIONS, command.opts());
    const folder = out.replace(/\/+$/, "");
    const say = (text: string) => printError(text.trimEnd());
    // The pipeline's, which may just be copying the page.
    using _lock = locked ? undefined : await waitForLock(`${folder}.lock`, say);
    await buildPage(folder, say);
    print(`${folder}/site/`);
  });
}

if (import.meta.main) await main(webBuildCommand());
