/**
 * `deno task sweep`: a recipe trained with several values of its parameters.
 *
 * @module
 */
import { Command } from "commander";
import { availableParallelism } from "node:os";
import { z } from "zod";
import { findRecipe } from "../../models/mod.ts";
import { duration, percent } from "../../src/report/mod.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { readSummary } from "../runs_folder.ts";
import { sweepLines } from "../sweep/output.ts";
import { planSweep, type SweepPoint } from "../sweep/plan.ts";
import { type PointOutcome, sweepResult } from "../sweep/result.ts";
import { inParallel } from "../sweep/run_points.ts";
import { SWEEP_FILES, writeSweep } from "../sweep/write_sweep.ts";
import { catalogue } from "./_catalogue.ts";
import { runPipelineCommand } from "./_child.ts";
import { addFlags, givenFlags, numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { quote } from "../quote.ts";
import { print } from "./terminal.ts";

/** What all points share. */
const SHARED = [
  "recipe",
  "dataset",
  "dataDir",
  "optimizer",
  "learningRate",
  "engine",
  "provider",
  "tfLib",
  "device",
  "xla",
  "tf32",
  "onednn",
  "seed",
  "epochs",
  "batchSize",
  "threads",
  "augment",
] as const;

const OPTIONS = z.strictObject({
  jobs: OPTION_TYPES.count.optional(),
  out: OPTION_TYPES.folder.optional(),
});

/**
 * Threads of a training: on two cores, two trainings of a multi-layer perceptron at once with one
 * thread each take less time than one after the other with two. A fixed number also keeps the
 * weights of convolutions the same to the last bit on machines with other numbers of cores.
 */
const THREADS = 1;

/** Points of a sweep that could not be trained. */
export class SweepError extends Error {
  override readonly name = "SweepError";
}

/** The `sweep` command: a run of the pipeline for each combination of values. */
export function sweepCommand(): Command {
  const command = new Command("sweep")
    .description(
      "Train a recipe with several values of its parameters: --param units=16,32,64. Finished " +
        "points are skipped, so that the same command carries on after an interruption.",
    )
    .addHelpText(
      "after",
      "\nA parameter is a value of the recipe, or epochs, batch-size, learning-rate, seed or " +
        "optimizer. Several give all combinations.",
    );
  addFlags(command, ["param", ...SHARED])
    .option("--jobs <n>", "trainings at once (default: one a core)", numberOr)
    .option(
      "--out <folder>",
      "folder for all results (default: runs/sweeps/<recipe>-<parameters>)",
    );
  return command.action(async () => {
    const { jobs: wanted, out: folder } = command.opts();
    const { jobs, out } = parseFlags(OPTIONS, { jobs: wanted, out: folder });
    const flags = { threads: THREADS, ...givenFlags(command, SHARED) };
    const known = catalogue();
    const texts: string[] = command.opts()["param"] ?? [];
    const plan = planSweep(texts, flags, known);
    const target = out ?? `runs/sweeps/${plan.name}`;
    const atOnce = Math.min(jobs ?? availableParallelism(), plan.points.length);
    print(
      `Sweep ${plan.name}: ${plan.points.length} trainings, ${atOnce} at a time, ${target}/`,
    );
    let done = 0;
    const outcomes = await inParallel(plan.points, atOnce, async (point) => {
      const started = performance.now();
      const outcome = await train(point, `${target}/${point.name}`);
      const time = duration((performance.now() - started) / 1000);
      print(`${++done}/${plan.points.length} ${point.name}: ${describe(outcome)}, ${time}`);
      return outcome;
    });
    const args = Deno.args.filter((arg) => arg !== "--debug");
    const result = sweepResult(
      plan,
      outcomes,
      `deno task sweep ${quote(args)}`,
      findRecipe(plan.recipe).published?.sweep,
    );
    print();
    for (const line of sweepLines(result)) print(line);
    const paths = await writeSweep(result, target);
    if (!paths.includes(`${target}/${SWEEP_FILES.chart}`)) {
      print("No chart: it would have more than four lines");
    }
    for (const path of paths) print(path);
    const failed = result.points.filter(({ error }) => error !== undefined);
    if (failed.length > 0) {
      throw new SweepError(
        [
          `${failed.length} of ${plan.points.length} trainings failed. The same command tries ` +
          "them again",
          ...failed.map(({ name, error }) => `${name}: ${error}`),
        ].join("\n"),
      );
    }
  });
}

/** Runs the pipeline for a point, in a process of its own, which may fail without the others. */
async function train(point: SweepPoint, out: string): Promise<PointOutcome> {
  const args = [...point.arguments, "--out", out, "--to", "report", "--verbose", "0"];
  const problem = await runPipelineCommand(args);
  if (problem !== undefined) return { error: problem };
  const read = await readSummary(out);
  return "summary" in read ? read : { error: `${out}: ${read.problem}` };
}

function describe(outcome: PointOutcome): string {
  if ("error" in outcome) return "failed";
  const { validation, train } = outcome.summary;
  return (validation === undefined ? "" : `validation accuracy ${percent(validation.accuracy)}, `) +
    `${Math.round(train.imagesPerSecond)} images/s`;
}

if (import.meta.main) await main(sweepCommand(), { resumable: true });
