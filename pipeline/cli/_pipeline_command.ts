import { Command } from "commander";
import { type Catalogue, type Config, flagOf, parseConfig } from "../config.ts";
import { type PipelineResult, runPipeline } from "../runner.ts";
import type { Stage } from "../stage.ts";
import { readConfigFile } from "./config_file.ts";
import { chooseEngine } from "../choose_engine.ts";
import { handOver } from "./_hand_over.ts";
import { addFlags, givenFlags } from "./flags.ts";
import { createRenderer } from "./render.ts";
import { isTerminal, print, printError, write } from "./terminal.ts";

const OPTIONS = [
  "recipe",
  "dataset",
  "param",
  "optimizer",
  "learningRate",
  "augment",
  "engine",
  "provider",
  "tfLib",
  "device",
  "xla",
  "tf32",
  "onednn",
  "out",
  "dataDir",
  "seed",
  "epochs",
  "batchSize",
  "threads",
  "minAccuracy",
  "verbose",
] as const;

/** What the command is made of. */
export interface PipelineParts {
  /** All stages, in order. */
  readonly stages: readonly Stage<Config>[];
  /** The recipes that exist. */
  readonly catalogue: Catalogue;
  /** Name of the stage after which there are results to end with. */
  readonly results: string;
  /** The lines to end with: results and what to do next. */
  closingLines(config: Config, result: PipelineResult): Promise<readonly string[]>;
}

/** The `pipeline` command: runs the stages whose inputs, options or code changed. */
export function pipelineCommand(
  { stages, catalogue, results, closingLines }: PipelineParts,
): Command {
  const names = stages.map(({ name }) => name);
  const command = new Command("pipeline")
    .description("Train a model, export it to ONNX, prove that both agree, and evaluate it.")
    .addHelpText(
      "after",
      `\nStages: ${names.join(", ")}\nRecipes: ${catalogue.recipes.join(", ")}` +
        ` (default: ${catalogue.defaultRecipe})`,
    );
  addFlags(command, OPTIONS)
    .option("--config <file>", "JSON file with options; flags win over it")
    .option("--from <stage>", "start with this stage, leave those before it as they are")
    .option("--to <stage>", "end with this stage")
    .option("--force", "run the stages even if nothing changed")
    .option("--dry-run", "say what would run and why, and do nothing");
  return command.action(async () => {
    const { config: path, from, to, force = false, dryRun = false } = command.opts();
    const file = path === undefined ? undefined : await readConfigFile(path);
    const flags = givenFlags(command, OPTIONS);
    const parsed = parseConfig({ flags, ...(file && { file }) }, catalogue);
    const code = await handOver(parsed.config, command.name());
    if (code !== undefined) Deno.exit(code);
    const { config, lines, usual } = await chooseEngine(parsed.config);
    if (config.verbose > 0) {
      for (const { name, file, flag } of parsed.overrides) {
        print(`Config ${path}: ${name} ${file} gives way to ${flagOf(name)} ${flag}`);
      }
      const asked = "engine" in flags || file !== undefined && "engine" in Object(file.values);
      if (asked || !usual) { for (const line of lines) print(line); }
      print(
        `Recipe ${config.recipe}, engine ${config.engine}, seed ${config.seed}, ${config.out}/`,
      );
    }
    const result = await runPipeline({
      stages,
      config,
      out: config.out,
      force,
      dryRun,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      terminal: isTerminal() && config.verbose === 1,
      onEvent: createRenderer(config.verbose, { write, printError }),
    });
    if (!dryRun && result.stages.some(({ name }) => name === results)) {
      for (const line of await closingLines(config, result)) print(line);
    }
  });
}
