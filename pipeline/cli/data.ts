/**
 * `deno task data`: which data sets there are, and the files of one of them.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import {
  DataError,
  DATASET_NAMES,
  DATASETS,
  describeDataset,
  downloadProgress,
  findDataset,
  loadDataset,
} from "../../src/data/mod.ts";
import { ConfigError, oneOf, OPTION_TYPES, parseFlags } from "../config.ts";
import { main } from "./main.ts";
import { isTerminal, print, write } from "./terminal.ts";

const OPTIONS = z.strictObject({
  name: oneOf(DATASET_NAMES).optional(),
  from: OPTION_TYPES.folder.optional(),
  dataDir: OPTION_TYPES.folder.optional(),
  debug: z.boolean().optional(),
});

/** The `data` command: lists the catalogue, or finds, checks and if need be downloads a data set. */
export function dataCommand(): Command {
  const command = new Command("data")
    .description(
      "List the data sets that are known by name; or check one, download it where this machine " +
        "does not have it, and show what it holds.",
    )
    .argument("[name]", `one of ${DATASET_NAMES.join(", ")}`)
    .option("--from <folder>", "take its files from this folder, for a machine without network")
    .option("--data-dir <folder>", "check your own IDX files or images in place of a named one");
  return command.action(async (argument: string | undefined) => {
    const { name, from, dataDir } = parseFlags(OPTIONS, { ...command.opts(), name: argument });
    if (dataDir !== undefined) {
      if (name !== undefined || from !== undefined) {
        throw new ConfigError(
          `Cannot use --data-dir with ${name === undefined ? "--from" : `"${name}"`}: ` +
            `expected one of them. Leave one out`,
        );
      }
      print(describeDataset(await loadDataset("", { dataDir })));
    } else if (name !== undefined) {
      const onProgress = downloadProgress({ write, isTerminal: isTerminal() });
      const { dataset, source } = await findDataset(name, { from, onProgress });
      print(`${name}: ${source}, SHA-256 as expected`);
      print(describeDataset(dataset));
    } else if (from !== undefined) {
      throw new ConfigError(
        `Cannot use --from ${from} alone: expected the name of the data set too. ` +
          `Give one of ${DATASET_NAMES.join(", ")}`,
      );
    } else {
      for (const { name, title } of DATASETS) {
        print(`${name}: ${title}`);
        print(`  ${await whereabouts(name)}`);
      }
    }
  });
}

async function whereabouts(name: string): Promise<string> {
  try {
    return `on this machine: ${(await findDataset(name, { download: false })).source}`;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return `not on this machine. Run "deno task data ${name}"`;
  }
}

if (import.meta.main) await main(dataCommand());
