import { writeFileAtomic } from "../../src/data/mod.ts";
import { evaluateModel, type Evaluation } from "../../src/evaluate/mod.ts";
import { confusionSvg, gridSvg } from "../../src/report/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { evaluationLines, misclassifiedCells } from "../evaluation_output.ts";
import { FILES, writeJson } from "./_files.ts";
import { loadData } from "./_settings.ts";

/** What `evaluation.json` holds: all but the single misclassified images. */
export type EvaluationFacts = Omit<Evaluation, "misclassified"> & { readonly errors: number };

/** Evaluates the ONNX file on the test set. */
export const evaluateStage: Stage<Config> = {
  name: "evaluate",
  source: import.meta.url,
  inputs: () => [FILES.onnx, FILES.data],
  params: ({ recipe, provider }) => ({ recipe, provider }),
  outputs: () => [
    FILES.evaluation,
    FILES.misclassified,
    FILES.misclassifiedChart,
    FILES.confusionChart,
  ],
  async run(context) {
    const { provider } = context.config;
    const { test, classNames } = await loadData(context.config);
    const bytes = await Deno.readFile(context.path(FILES.onnx));
    const evaluation = await evaluateModel(bytes, test, {
      classNames,
      ...(provider === undefined ? {} : { provider }),
    });
    const { misclassified, ...rest } = evaluation;
    const facts: EvaluationFacts = { ...rest, errors: misclassified.length };
    await writeJson(context, FILES.evaluation, facts);
    await writeJson(context, FILES.misclassified, misclassified);
    await writeFileAtomic(
      context.path(FILES.misclassifiedChart),
      gridSvg(misclassifiedCells(evaluation, test), {
        title: "Misclassified test images",
        total: misclassified.length,
      }),
    );
    await writeFileAtomic(
      context.path(FILES.confusionChart),
      confusionSvg(evaluation.confusion, evaluation.classNames),
    );
    for (const line of evaluationLines(evaluation)) context.write(`${line}\n`);
  },
};
