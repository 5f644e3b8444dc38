/**
 * `deno task runs`: the runs that there are, and how two of them differ.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { didYouMean } from "../../src/data/mod.ts";
import { ConfigError, OPTION_TYPES, parseFlags } from "../config.ts";
import { diffLines, readComparedRun } from "../runs_diff.ts";
import { findRun, findRuns } from "../runs_folder.ts";
import { runsLines } from "../runs_table.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  runs: OPTION_TYPES.folder,
  json: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `runs` command: lists runs, or with `diff A B` compares two. */
export function runsCommand(): Command {
  const command = new Command("runs")
    .description("List the runs, or compare two of them: deno task runs diff A B")
    .argument("[words...]", "nothing, or diff and the names of two runs")
    .option("--runs <folder>", "where the runs lie", "runs")
    .option("--json", "print the list as JSON");
  return command.action(async (words: readonly string[]) => {
    const { runs: folder, json } = parseFlags(OPTIONS, command.opts());
    const [action, ...names] = words;
    if (action === undefined) return await list(folder, json);
    if (action !== "diff") {
      throw new ConfigError(
        `Unknown word "${action}": expected diff and two runs, or nothing` +
          didYouMean(action, ["diff"]),
      );
    }
    if (names.length !== 2) {
      throw new ConfigError(
        `Cannot compare ${names.length} runs: expected two, as in deno task runs diff A B`,
      );
    }
    const [a, b] = names as [string, string];
    const left = await readComparedRun(await findRun(a, folder));
    const right = await readComparedRun(await findRun(b, folder));
    print(`A  ${left.name}\nB  ${right.name}\n`);
    for (const line of diffLines(left, right)) print(line);
  });
}

async function list(folder: string, json: boolean | undefined): Promise<void> {
  const runs = await findRuns(folder);
  if (json) print(JSON.stringify(runs, null, 2));
  else if (runs.length === 0) print(`No runs in ${folder}/. Make one: deno task pipeline`);
  else for (const line of runsLines(runs)) print(line);
}

if (import.meta.main) await main(runsCommand());
