import type { OptimizerConfig } from "../models/mod.ts";
import type { Augmentation, ImageShape } from "../src/data/mod.ts";

/** What `training.json` holds. */
export interface TrainingFacts {
  readonly recipe: string;
  /** Values of the recipe that it trained with: units, filters, rates by name. */
  readonly params: Readonly<Record<string, number>>;
  /** What differs from the recipe, as arguments of the pipeline; empty for the recipe as it is. */
  readonly changes: readonly string[];
  /** The arguments of the pipeline that train the same model again. */
  readonly arguments: readonly string[];
  readonly engine: string;
  readonly provider: string;
  /** What the engine says of itself: version, device, switches, steps not run as asked; absent: nothing. */
  readonly engineFacts?: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerConfig;
  /** How the training images were changed; absent: not at all. */
  readonly augment?: Augmentation;
  /** Threads of a step that the user asked for; absent: one a core. */
  readonly threads?: number;
  /** Images of one epoch. */
  readonly trainImages: number;
  /** After the last epoch, on images that were held back; absent where none were. */
  readonly validation?: {
    readonly images: number;
    readonly accuracy: number;
    readonly loss: number;
  };
  /** Images trained on, each counted once an epoch. Like the times, those before a resume included. */
  readonly images: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly parameters: number;
  /** When the training ended, ISO 8601 in UTC. */
  readonly date: string;
  /** What it ran on: processor, cores, memory. */
  readonly machine: string;
  readonly stoppedBy?: string;
}

/** `summary.json`: a run in figures, for programs. Shares are 0 to 1, times are in seconds. */
export interface Summary {
  readonly recipe: string;
  /** What it was trained and tested on. Images of one's own have the name of their folder. */
  readonly data: {
    readonly name: string;
    readonly own: boolean;
    readonly shape: ImageShape;
    readonly classNames: readonly string[];
  };
  /** Values of the recipe that it was trained with: units, filters, rates by name. */
  readonly params: TrainingFacts["params"];
  readonly optimizer: TrainingFacts["optimizer"];
  /** How the training images were changed; absent: not at all. */
  readonly augment?: Augmentation;
  /** Threads of a step that the user asked for; absent: one a core. */
  readonly threads?: TrainingFacts["threads"];
  /** What differs from the recipe, the seed aside, as arguments; empty for the recipe as it is. */
  readonly changes: readonly string[];
  /** The command that trains the same model again. */
  readonly command: string;
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
  /** After the last epoch. Choices between models are made by this, not by `test`. */
  readonly validation?: NonNullable<TrainingFacts["validation"]>;
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
