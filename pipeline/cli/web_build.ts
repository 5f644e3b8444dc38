/**
 * `deno task web:build`: builds the web page, without a model. The pipeline runs it when the page's sources changed.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { buildPage } from "../web/build_page.ts";
import { PLACES } from "../web/places.ts";
import { main } from "./main.ts";
import { print, printError } from "./terminal.ts";

const OPTIONS = z.strictObject({ out: OPTION_TYPES.folder, debug: z.boolean().optional() });

/** The `web:build` command. */
export function webBuildCommand(): Command {
  const command = new Command("web:build")
    .description("Build the web page, without a model.")
    .option("--out <folder>", "where to put it", PLACES.page);
  return command.action(async () => {
    const { out } = parseFlags(OPTIONS, command.opts());
    await buildPage(out, (text) => printError(text.trimEnd()));
    print(`${out}/site/`);
  });
}

if (import.meta.main) await main(webBuildCommand());
