/**
 * `deno task web:measure`: what the web page costs its visitor, measured in Chromium.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { figureLines, figuresOf, missedLimits } from "../web/measure/figures.ts";
import { measurePage } from "../web/measure/measure_page.ts";
import { PLACES } from "../web/places.ts";
import { serveSite } from "../web/serve_site.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  site: OPTION_TYPES.folder,
  short: z.boolean().optional(),
  tolerance: z.number().gt(0).max(1).describe("a share above 0, at most 1").optional(),
  debug: z.boolean().optional(),
});

/** Visits to the page, where fewer do not meet the limits. */
const VISITS = 6;

/** The `web:measure` command: fails when the page misses one of its limits. */
export function webMeasureCommand(): Command {
  const command = new Command("web:measure")
    .description("Measure the web page in Chromium: transfer, loading, predictions, long tasks.")
    .option("--site <folder>", "the built page", PLACES.site)
    .option("--short", "draw once at each visit, not three times")
    .option(
      "--tolerance <share>",
      "of the speed, what is enough on a busy machine, such as 0.7; sizes keep their limits (default: 1)",
      numberOr,
    );
  return command.action(async () => {
    const { site, short = false, tolerance } = parseFlags(OPTIONS, command.opts());
    await using server = await serveSite(site);
    const figures = figuresOf(
      await measurePage(server.url, {
        rounds: short ? 1 : 3,
        visits: VISITS,
        isEnough: (measures) => missedLimits(figuresOf(measures)).length === 0,
      }),
    );
    for (const line of figureLines(figures)) print(line);
    const missed = missedLimits(figures, tolerance);
    if (missed.length === 0) return;
    throw new Error(
      `The page misses ${missed.length} of its limits: ${missed.join(", ")}. ` +
        "Measure again with nothing else running, or make it smaller or faster",
    );
  });
}

if (import.meta.main) await main(webMeasureCommand());
