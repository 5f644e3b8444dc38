import type { Metrics } from "../evaluate/mod.ts";
import type { Calibration } from "./calibration.ts";
import type { FeatureMaps } from "./feature_maps_svg.ts";
import type { Filters } from "./filters_svg.ts";
import type { GridCell } from "./grid_svg.ts";
import type { HistoryCurves } from "./history_svg.ts";
import type { NetworkLayer } from "./network_svg.ts";
import type { LabelledImage } from "./samples_svg.ts";

/** All that {@linkcode reportHtml} shows of a run: plain data, nothing is computed twice. */
export interface ReportInput {
  /** Heading, e.g. `MNIST LeNet`. */
  readonly title: string;
  /** The recipe's name, e.g. `mnist-lenet`. */
  readonly recipe: string;
  /** The recipe's data set, e.g. `mnist`. */
  readonly dataset: string;
  /** When the run ended, as the reader shall see it. */
  readonly date: string;
  /** The command that repeats the run. */
  readonly command: string;
  /** Wall time of the whole run, in seconds. */
  readonly totalSeconds: number;
  /** One name per class. */
  readonly classNames: readonly string[];
  /** What the recipe's source published. */
  readonly published?: PublishedResult;
  /** How it was trained. */
  readonly training: TrainingFacts;
  /** Metrics per epoch. */
  readonly history: HistoryCurves;
  /** How the exported model did on the test set. */
  readonly test: TestFacts;
  /** What was checked before the model was declared equal to the trained one. */
  readonly parity: readonly CheckGroup[];
  /** Which providers were tried, in that order; empty when one was asked for. */
  readonly providers: readonly ProviderFacts[];
  /** The exported file. */
  readonly model: ModelFacts;
  /** The exported file with its weights in several forms. */
  readonly variants?: VariantComparison;
  /** Misclassified test images. */
  readonly misclassified: MisclassifiedImages;
  /** The first training images; the first of them is shown in numbers too. */
  readonly samples?: readonly LabelledImage[];
  /** The network's layers. */
  readonly network?: readonly NetworkLayer[];
  /** The first test images with what the model says about them. */
  readonly predictions?: readonly GridCell[];
  /** Accuracy against confidence on the test set. */
  readonly calibration?: Calibration;
  /** The first layer's weights. */
  readonly filters?: Filters;
  /** What the network makes of one image. */
  readonly featureMaps?: FeatureMaps;
}

/** A result from the literature. */
export interface PublishedResult {
  /** Test accuracy, 0 to 1. */
  readonly accuracy: number;
  /** Where it was published; linked when it is an http(s) address. */
  readonly source: string;
}

/** How a model was trained. */
export interface TrainingFacts {
  readonly engine: string;
  readonly provider: string;
  readonly seed: number;
  readonly batchSize: number;
  /** Name and learning rate, e.g. `adadelta, learning rate 1`. */
  readonly optimizer: string;
  /** Images in the training set, without those held back for validation. */
  readonly images: number;
  /** Wall time of training, in seconds. */
  readonly seconds: number;
  /** Images per second, as a user gets it. */
  readonly imagesPerSecond: number;
  /** Wall time of each epoch in seconds, when it is known. */
  readonly epochSeconds?: readonly number[];
  /** Why training ended before its last epoch. */
  readonly stopped?: string;
}

/** How a model did on the test set. */
export interface TestFacts {
  readonly metrics: Metrics;
  readonly provider: string;
  readonly imagesPerSecond: number;
  /** Latency of one image in milliseconds, median and 95th percentile. */
  readonly latency?: { readonly p50: number; readonly p95: number };
}

/** Checks that belong together, e.g. all of one runtime. */
export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** One line of a checklist. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** What was measured, e.g. `max 6.0e-7, tolerance 1.0e-4`. */
  readonly detail: string;
}

/** A provider that was tried. */
export interface ProviderFacts {
  readonly provider: string;
  /** Whether it is the one in use. */
  readonly chosen: boolean;
  /** Why it was chosen or not. */
  readonly reason: string;
  /** Time of the trial batch in milliseconds, when it ran. */
  readonly milliseconds?: number;
}

/** An exported model. */
export interface ModelFacts {
  /** File name. */
  readonly file: string;
  /** Size of the file. */
  readonly bytes: number;
  readonly opset: number;
  /** Trainable and other weights, in numbers. */
  readonly parameters: number;
  /** Number of nodes of each operator. */
  readonly nodes: Readonly<Record<string, number>>;
  /** The graph's inputs and outputs, e.g. `input float32 [batch, 28, 28, 1]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Forms of one model's weights, compared. */
export interface VariantComparison {
  /** The most exact form first: the others are held against it. */
  readonly variants: readonly VariantRow[];
  /** By how much the accuracy of the marked one may lie below the first's; a share, 0 to 1. */
  readonly maxLost: number;
}

/** A file of the model with its weights in one form, and how it does on the test set. */
export interface VariantRow {
  /** The form, e.g. `fp16`. */
  readonly kind: string;
  /** File name. */
  readonly file: string;
  readonly bytes: number;
  /** Test accuracy, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Largest difference of a probability from the first form's. */
  readonly maxDifference: number;
  /** Whether this is the one for the web page. */
  readonly shipped: boolean;
}

/** Misclassified images. */
export interface MisclassifiedImages {
  /** How many there are altogether. */
  readonly total: number;
  /** Those to be shown. */
  readonly cells: readonly GridCell[];
}
