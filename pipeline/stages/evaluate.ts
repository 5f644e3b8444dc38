import type { ImageSet } from "../../src/data/mod.ts";
import { evaluateModel, type Evaluation } from "../../src/evaluate/mod.ts";
import type { Config } from "../config.ts";
import { evaluationLines } from "../evaluation_output.ts";
import { readModel } from "../read_model.ts";
import type { Stage, StageContext } from "../stage.ts";
import {
  chooseShipped,
  COMPRESSED,
  largestDifference,
  type Variant,
  variantLines,
} from "../variants.ts";
import { EVALUATION_FILES, writeEvaluation } from "../write_evaluation.ts";
import { PREDICTION_FILES, writePredictions } from "../write_predictions.ts";
import { FILES, MAKE_ANEW, writeJson } from "./_files.ts";
import { loadData } from "./_settings.ts";

/** Evaluates the ONNX file on the test set, and those with its weights in other forms. */
export const evaluateStage: Stage<Config> = {
  name: "evaluate",
  source: import.meta.url,
  inputs: () => [FILES.onnx, ...COMPRESSED.map(({ file }) => file), FILES.data],
  params: ({ recipe, provider }) => ({ recipe, provider }),
  outputs: () => [
    ...Object.values(EVALUATION_FILES),
    ...Object.values(PREDICTION_FILES),
    FILES.variants,
  ],
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
    const full = { kind: "fp32", file: FILES.onnx } as const;
    const facts = chooseShipped([
      variantOf(full, bytes, evaluation, evaluation),
      ...await evaluateCompressed(context, test, evaluation),
    ]);
    await writeJson(context, FILES.variants, facts);
    context.write("\n");
    for (const line of variantLines(facts)) context.write(`${line}\n`);
  },
};

async function evaluateCompressed(
  context: StageContext<Config>,
  test: ImageSet,
  full: Evaluation,
): Promise<Variant[]> {
  const variants: Variant[] = [];
  for (const form of COMPRESSED) {
    const { bytes } = await readModel(context.path(form.file), MAKE_ANEW);
    const evaluation = await evaluateModel(bytes, test, { provider: full.provider });
    variants.push(variantOf(form, bytes, evaluation, full));
  }
  return variants;
}

function variantOf(
  form: Pick<Variant, "kind" | "file">,
  { length }: Uint8Array,
  { accuracy, loss, probabilities }: Evaluation,
  full: Evaluation,
): Variant {
  const maxDifference = largestDifference(full.probabilities, probabilities);
  return { ...form, bytes: length, accuracy, loss, maxDifference };
}
