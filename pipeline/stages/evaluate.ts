import { evaluateModel } from "../../src/evaluate/mod.ts";
import type { Config } from "../config.ts";
import { evaluationLines } from "../evaluation_output.ts";
import { readModel } from "../read_model.ts";
import type { Stage } from "../stage.ts";
import { EVALUATION_FILES, writeEvaluation } from "../write_evaluation.ts";
import { PREDICTION_FILES, writePredictions } from "../write_predictions.ts";
import { FILES, MAKE_ANEW } from "./_files.ts";
import { loadData } from "./_settings.ts";

/** Evaluates the ONNX file on the test set. */
export const evaluateStage: Stage<Config> = {
  name: "evaluate",
  source: import.meta.url,
  inputs: () => [FILES.onnx, FILES.data],
  params: ({ recipe, provider }) => ({ recipe, provider }),
  outputs: () => [...Object.values(EVALUATION_FILES), ...Object.values(PREDICTION_FILES)],
  async run(context) {
    const { provider } = context.config;
    const { test, classNames } = await loadData(context.config);
    const { bytes } = await readModel(context.path(FILES.onnx), MAKE_ANEW);
    const evaluation = await evaluateModel(bytes, test, {
      classNames,
      ...(provider === undefined ? {} : { provider }),
    });
    await writeEvaluation(evaluation, test, context.path);
    await writePredictions(evaluation, test, context.path);
    for (const line of evaluationLines(evaluation)) context.write(`${line}\n`);
  },
};
