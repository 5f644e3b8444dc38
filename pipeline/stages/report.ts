import { type Dataset, writeFileAtomic } from "../../src/data/mod.ts";
import type { Evaluation, ParityResult } from "../../src/evaluate/mod.ts";
import { reportHtml, type ReportInput } from "../../src/report/mod.ts";
import type { History } from "../../src/train/mod.ts";
import type { Config } from "../config.ts";
import { misclassifiedCells, predictionCells } from "../image_cells.ts";
import { PICTURE_FILES, type Pictures, readPictures, writePictures } from "../picture_files.ts";
import { readModel } from "../read_model.ts";
import { MAX_LOST, type VariantFacts } from "../variants.ts";
import type { Stage, StageContext } from "../stage.ts";
import type { EvaluationFacts } from "../write_evaluation.ts";
import type { PredictionFacts } from "../write_predictions.ts";
import type { DataFacts } from "./data.ts";
import type { ExportFacts } from "./export.ts";
import { FILES, MAKE_ANEW, readJson, writeJson } from "./_files.ts";
import { loadData, settingsOf } from "./_settings.ts";
import { type RunFacts, type Summary, summaryOf } from "./summary.ts";
import type { TrainingFacts } from "./train.ts";

/** Misclassified images that the report shows at the most; `misclassified.json` lists all. */
const SHOWN = 2000;

/** Writes what a reader wants to keep of a run: pictures, `report.html` and `summary.json`. */
export const reportStage: Stage<Config> = {
  name: "report",
  source: import.meta.url,
  inputs: () => [
    FILES.data,
    FILES.history,
    FILES.training,
    FILES.export,
    FILES.parity,
    FILES.evaluation,
    FILES.misclassified,
    FILES.predictions,
    FILES.variants,
    FILES.model,
    FILES.weights,
    FILES.onnx,
  ],
  params: ({ recipe, dataDir }) => ({ recipe, ownData: dataDir !== undefined }),
  outputs: () => [...Object.values(PICTURE_FILES), FILES.report, FILES.summary],
  async run(context) {
    const facts = await readFacts(context);
    const history = await readJson<History>(context, FILES.history);
    const dataset = await loadData(context.config);
    const pictures = await picturesOf(context, dataset);
    await writePictures(pictures, history, context.path);
    const summary = summaryOf(context.config, facts, context.seconds);
    await writeJson(context, FILES.summary, summary);
    const input = await reportInput(context, facts, { summary, dataset, pictures, history });
    await writeFileAtomic(context.path(FILES.report), reportHtml(input));
    context.write(`${context.path(FILES.report)}\n${context.path(FILES.summary)}\n`);
  },
};

async function readFacts(context: StageContext<Config>): Promise<RunFacts> {
  return {
    data: await readJson<DataFacts>(context, FILES.data),
    training: await readJson<TrainingFacts>(context, FILES.training),
    exported: await readJson<ExportFacts>(context, FILES.export),
    parity: await readJson<ParityResult>(context, FILES.parity),
    evaluation: await readJson<EvaluationFacts>(context, FILES.evaluation),
  };
}

async function picturesOf(
  context: StageContext<Config>,
  { train, test, classNames }: Dataset,
): Promise<Pictures> {
  const { bytes } = await readModel(context.path(FILES.onnx), MAKE_ANEW);
  const { scale } = settingsOf(context.config).recipe.preprocessing(test.shape);
  const model = context.path(FILES.model);
  return readPictures({ model, onnx: bytes, train, test, classNames, scale });
}

async function reportInput(
  context: StageContext<Config>,
  { data, training, exported, parity, evaluation }: RunFacts,
  { summary, dataset: { test }, pictures, history }: {
    readonly summary: Summary;
    readonly dataset: Dataset;
    readonly pictures: Pictures;
    readonly history: History;
  },
): Promise<ReportInput> {
  const { config } = context;
  const { recipe } = settingsOf(config);
  const misclassified = await readJson<Evaluation["misclassified"]>(context, FILES.misclassified);
  const predictions = await readJson<PredictionFacts>(context, FILES.predictions);
  const { variants } = await readJson<VariantFacts>(context, FILES.variants);
  const { classNames } = evaluation;
  return {
    title: recipe.title,
    recipe: recipe.name,
    dataset: data.dataset,
    date: new Date().toISOString().slice(0, 10),
    command: summary.command,
    totalSeconds: summary.totalSeconds,
    classNames,
    // The source's figure is for its own data set.
    ...(recipe.published === undefined || config.dataDir !== undefined
      ? {}
      : { published: recipe.published }),
    training: {
      ...training,
      images: training.trainImages,
      optimizer: `${training.optimizer.name}, learning rate ${training.optimizer.learningRate}`,
    },
    history,
    test: {
      metrics: evaluation,
      provider: evaluation.provider,
      imagesPerSecond: evaluation.imagesPerSecond,
    },
    parity: parity.runtimes.map(({ runtime, checks }) => ({
      title: `${runtime} against ${parity.reference}, ${parity.samples} samples`,
      checks: checks.map(({ name, passed, message }) => ({ name, passed, detail: message })),
    })),
    providers: evaluation.providerReport.checks.map((check) => ({
      provider: check.provider,
      chosen: check.provider === evaluation.provider,
      reason: check.reason ?? (check.available ? "ran and agreed with cpu" : "not available"),
      ...(check.milliseconds === undefined ? {} : { milliseconds: check.milliseconds }),
    })),
    model: {
      file: FILES.onnx,
      bytes: exported.bytes,
      opset: exported.opset,
      parameters: training.parameters,
      nodes: exported.nodes.after,
      inputs: exported.inputs,
      outputs: exported.outputs,
    },
    variants: { variants, maxLost: MAX_LOST },
    misclassified: {
      total: misclassified.length,
      cells: misclassifiedCells({ misclassified, classNames }, test, SHOWN),
    },
    predictions: predictionCells(predictions.first, classNames, test),
    calibration: predictions.calibration,
    ...pictures,
  };
}
