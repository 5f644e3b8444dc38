import type { ParityResult } from "../../src/evaluate/mod.ts";
import type { Config } from "../config.ts";
import type { Summary } from "../facts.ts";
import { quote } from "../quote.ts";
import type { EvaluationFacts } from "../write_evaluation.ts";
import type { DataFacts } from "./data.ts";
import type { ExportFacts } from "./export.ts";
import { FILES } from "./_files.ts";
import type { TrainingFacts } from "./train.ts";

/** What the earlier stages wrote. */
export interface RunFacts {
  readonly data: DataFacts;
  readonly training: TrainingFacts;
  readonly exported: ExportFacts;
  readonly parity: ParityResult;
  readonly evaluation: EvaluationFacts;
}

export type { Summary };

/** Sums a run up. `stageSeconds` are the times that each stage took when it last ran. */
export function summaryOf(
  config: Config,
  { data, training, exported, parity, evaluation }: RunFacts,
  stageSeconds: Readonly<Record<string, number>>,
): Summary {
  const { epochs, batchSize, images, seconds, imagesPerSecond } = training;
  return {
    recipe: config.recipe,
    data: {
      name: data.dataset,
      own: data.own,
      shape: data.shape,
      classNames: data.classNames,
    },
    params: training.params,
    optimizer: training.optimizer,
    ...(training.augment === undefined ? {} : { augment: training.augment }),
    ...(training.threads === undefined ? {} : { threads: training.threads }),
    changes: training.changes,
    command: `deno task pipeline ${quote(training.arguments)}`,
    engine: training.engine,
    provider: training.provider,
    seed: training.seed,
    date: training.date,
    machine: training.machine,
    train: { epochs, batchSize, images, seconds, imagesPerSecond },
    ...(training.validation === undefined ? {} : { validation: training.validation }),
    test: {
      accuracy: evaluation.accuracy,
      loss: evaluation.loss,
      images: evaluation.count,
      imagesPerSecond: evaluation.imagesPerSecond,
      provider: evaluation.provider,
    },
    parity: {
      samples: parity.samples,
      maxAbsDiff: Math.max(...parity.runtimes.map((runtime) => runtime.maxAbsDiff)),
      argmaxAgreement: Math.min(...parity.runtimes.map((runtime) => runtime.argmaxAgreement)),
      runtimes: parity.runtimes.map(({ runtime }) => runtime),
    },
    model: {
      path: FILES.onnx,
      bytes: exported.bytes,
      opset: exported.opset,
      nodes: Object.values(exported.nodes.after).reduce((sum, count) => sum + count, 0),
      parameters: training.parameters,
    },
    totalSeconds: Object.values(stageSeconds).reduce((sum, time) => sum + time, 0),
  };
}
