/**
 * `deno task evaluate`: how well and how fast a model classifies a test set.
 *
 * @module
 */
import { Command } from "commander";
import { join } from "node:path";
import { z } from "zod";
import { DATASET_NAMES } from "../../src/data/mod.ts";
import { evaluateModel } from "../../src/evaluate/mod.ts";
import { oneOf, OPTION_TYPES, parseFlags, PROVIDERS } from "../config.ts";
import { evaluationLines } from "../evaluation_output.ts";
import { EVALUATION_FILES, evaluationFacts, writeEvaluation } from "../write_evaluation.ts";
import { openModel } from "../open_model.ts";
import { loadTestData } from "../test_data.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  model: OPTION_TYPES.file.optional(),
  dataset: oneOf(DATASET_NAMES).optional(),
  dataDir: OPTION_TYPES.folder.optional(),
  provider: OPTION_TYPES.provider.optional(),
  batchSize: OPTION_TYPES.count.optional(),
  out: OPTION_TYPES.folder.optional(),
  json: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `evaluate` command: the pipeline's stage of that name for any ONNX file or tfjs layers model. */
export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description("Measure how well and how fast a model classifies a test set.")
    .option(
      "--model <file>",
      "model.onnx, or a tfjs layers model.json (default: the newest run's)",
    )
    .option(
      "--dataset <name>",
      `whose test set: ${DATASET_NAMES.join(", ")} (default: the model's own)`,
    )
    .option(
      "--data-dir <folder>",
      "folder with your own images or IDX files, in place of the data set",
    )
    .option("--provider <name>", `${PROVIDERS.join(", ")} (default: the fastest that works)`)
    .option("--batch-size <n>", "images a run (default: 128, or the model's own)", numberOr)
    .option("--out <folder>", `where to write ${Object.values(EVALUATION_FILES).join(", ")}`)
    .option("--json", "print the figures as JSON");
  return command.action(async () => {
    const { model, dataset, dataDir, provider, batchSize, out, json } = parseFlags(
      OPTIONS,
      command.opts(),
    );
    const { path, bytes, metadata, found } = await openModel(model);
    const { name, test, classNames } = await loadTestData({ dataset, dataDir }, metadata);
    const evaluation = await evaluateModel(bytes, test, {
      classNames,
      ...(provider === undefined ? {} : { provider }),
      ...(batchSize === undefined ? {} : { batchSize }),
    });
    if (json) {
      const facts = { model: path, dataset: name, ...evaluationFacts(evaluation) };
      print(JSON.stringify(facts, null, 2));
    } else {
      const how = found === undefined ? "" : ` (${found})`;
      print(`Model ${path}${how}, ${test.count} test images of ${name}`);
      for (const line of evaluationLines(evaluation)) print(line);
    }
    if (out === undefined) return;
    await writeEvaluation(evaluation, test, (file) => join(out, file));
    if (json) return;
    print();
    for (const file of Object.values(EVALUATION_FILES)) print(join(out, file));
  });
}

if (import.meta.main) await main(evaluateCommand());
