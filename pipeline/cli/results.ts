/**
 * `deno task results`: the tables of `docs/results.md`, from what runs and sweeps wrote.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { recipes } from "../../models/mod.ts";
import { explainReadFailure, writeFileAtomic } from "../../src/data/mod.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { fillSection } from "../results/markdown.ts";
import { runsSection } from "../results/runs_section.ts";
import { sweepsSection } from "../results/sweep_section.ts";
import { RunError } from "../runs_folder.ts";
import { findRunsAndSweeps } from "../sweep/find_sweeps.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  runs: OPTION_TYPES.folder,
  page: OPTION_TYPES.file,
  debug: z.boolean().optional(),
});

/** The `results` command: fills the page's tables from the runs' own files. */
export function resultsCommand(): Command {
  const command = new Command("results")
    .description("Fill the tables of docs/results.md from the runs' summary.json files.")
    .option("--runs <folder>", "where the runs lie", "runs")
    .option("--page <file>", "the page to fill", "docs/results.md");
  return command.action(async () => {
    const { runs: folder, page } = parseFlags(OPTIONS, command.opts());
    const text = await Deno.readTextFile(page).catch((error) => {
      throw new Error(`Cannot read "${page}": ${explainReadFailure(error, page)}`, {
        cause: error,
      });
    });
    const { runs, sweeps } = await findRunsAndSweeps(folder);
    if (runs.length === 0 && sweeps.length === 0) {
      throw new RunError(`"${folder}" holds no runs. Make one: deno task pipeline`);
    }
    const { markdown, leftOut, missing } = runsSection(runs, recipes);
    const filled = fillSection(
      fillSection(text, "runs", markdown),
      "sweeps",
      sweepsSection(sweeps.map(({ result }) => result)),
    );
    await writeFileAtomic(page, filled);
    for (const line of leftOut) print(`Left out: ${line}`);
    if (missing.length > 0) print(`Without a run: ${missing.join(", ")}`);
    print(page);
  });
}

if (import.meta.main) await main(resultsCommand());
