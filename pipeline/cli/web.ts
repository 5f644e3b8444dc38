/**
 * `deno task web`: serves the web page on this machine.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { readSiteRecord } from "../web/assemble.ts";
import { PLACES } from "../web/places.ts";
import { PORT, ServeError, serveSite } from "../web/serve_site.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { taskCommand } from "./task_command.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  port: z.int().min(0).max(65535).describe("a whole number from 0 to 65535").optional(),
  run: OPTION_TYPES.folder.optional(),
  site: OPTION_TYPES.folder,
  debug: z.boolean().optional(),
});

/** The `web` command: serves the built page until Ctrl-C. */
export function webCommand(): Command {
  const command = new Command("web")
    .description("Serve the web page on this machine: draw, and see what the model reads.")
    .option(
      "--port <n>",
      `the port, 0 for any (default: ${PORT}, or the next that is free)`,
      numberOr,
    )
    .option("--run <folder>", "the run whose page it must be (default: the last one's)")
    .option("--site <folder>", "where the page was built", PLACES.site);
  return command.action(async () => {
    const { port, run, site } = parseFlags(OPTIONS, command.opts());
    if (run !== undefined) await checkRun(site, run.replace(/\/+$/, ""));
    await using server = await serveSite(site, port);
    const record = await readSiteRecord(site);
    print(`Model   ${record?.run}`);
    print(`Page    ${server.url}`);
    print("Ctrl-C ends it");
    await server.finished;
  });
}

async function checkRun(site: string, run: string): Promise<void> {
  const record = await readSiteRecord(site);
  if (record === undefined || record.run === run) return;
  throw new ServeError(
    `Cannot serve the page of ${run}: ${site}/ was built from ${record.run}. Build it with the ` +
      `options that the run was started with: ${taskCommand("pipeline", ["--out", run])}`,
  );
}

if (import.meta.main) await main(webCommand());
