/**
 * `deno task evaluate`: how well and how fast an ONNX file classifies a test set.
 *
 * @module
 */
import { Command } from "commander";
import { join } from "node:path";
import { z } from "zod";
import { DATASET_NAMES, loadDataset } from "../../src/data/mod.ts";
import { evaluateModel } from "../../src/evaluate/mod.ts";
import { oneOf, OPTION_TYPES, parseFlags, PROVIDERS } from "../config.ts";
import { evaluationLines } from "../evaluation_output.ts";
import { EVALUATION_FILES, evaluationFacts, writeEvaluation } from "../write_evaluation.ts";
import { readModel } from "../read_model.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  model: OPTION_TYPES.file,
  dataset: oneOf(DATASET_NAMES),
  dataDir: OPTION_TYPES.folder.optional(),
  provider: OPTION_TYPES.provider.optional(),
  batchSize: OPTION_TYPES.count.optional(),
  out: OPTION_TYPES.folder.optional(),
  json: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `evaluate` command: the pipeline's stage of that name for any ONNX file. */
export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description("Measure how well and how fast an ONNX model classifies a test set.")
    .requiredOption("--model <file>", "the ONNX file")
    .option("--dataset <name>", `whose test set: ${DATASET_NAMES.join(", ")}`, "mnist")
    .option("--data-dir <folder>", "folder with your own IDX files, in place of the data set")
    .option("--provider <name>", `${PROVIDERS.join(", ")} (default: the fastest that works)`)
    .option("--batch-size <n>", "images a run (default: 128, or the model's own)", numberOr)
    .option("--out <folder>", `where to write ${Object.values(EVALUATION_FILES).join(", ")}`)
    .option("--json", "print the figures as JSON");
  return command.action(async () => {
    const { model, dataset, dataDir, provider, batchSize, out, json } = parseFlags(
      OPTIONS,
      command.opts(),
    );
    const { bytes } = await readModel(model);
    const { name, test, classNames } = await loadDataset(dataset, { dataDir });
    const evaluation = await evaluateModel(bytes, test, {
      classNames,
      ...(provider === undefined ? {} : { provider }),
      ...(batchSize === undefined ? {} : { batchSize }),
    });
    if (json) {
      const facts = { model, dataset: name, ...evaluationFacts(evaluation) };
      print(JSON.stringify(facts, null, 2));
    } else {
      print(`Model ${model}, ${test.count} test images of ${name}`);
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
