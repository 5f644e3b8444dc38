import type { ParityResult } from "../../src/evaluate/mod.ts";
import type { Config } from "../config.ts";
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

/** `summary.json`: a run in figures, for programs. Shares are 0 to 1, times are in seconds. */
export interface Summary {
  readonly recipe: string;
  readonly engine: string;
  readonly provider: string;
  readonly seed: number;
  /** When the training ended, ISO 8601 in UTC. */
  readonly date: string;
  /** What it trained on: processor, cores, memory. */
  readonly machine: string;
  readonly train: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly images: number;
    readonly seconds: number;
    readonly imagesPerSecond: number;
  };
  readonly test: {
    readonly accuracy: number;
    readonly loss: number;
    readonly images: number;
    readonly imagesPerSecond: number;
    readonly provider: string;
  };
  readonly parity: {
    readonly samples: number;
    readonly maxAbsDiff: number;
    readonly argmaxAgreement: number;
    readonly runtimes: readonly string[];
  };
  readonly model: {
    readonly path: string;
    readonly bytes: number;
    readonly opset: number;
    readonly nodes: number;
    readonly parameters: number;
  };
  readonly totalSeconds: number;
}

/** Sums a run up. `stageSeconds` are the times that each stage took when it last ran. */
export function summaryOf(
  config: Config,
  { training, exported, parity, evaluation }: RunFacts,
  stageSeconds: Readonly<Record<string, number>>,
): Summary {
  const { epochs, batchSize, images, seconds, imagesPerSecond } = training;
  return {
    recipe: config.recipe,
    engine: training.engine,
    provider: training.provider,
    seed: training.seed,
    date: training.date,
    machine: training.machine,
    train: { epochs, batchSize, images, seconds, imagesPerSecond },
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
