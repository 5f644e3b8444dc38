import type { ImageSet } from "../data/mod.ts";
import {
  chooseProvider,
  createSession,
  type Provider,
  type ProviderReport,
} from "../runtime/mod.ts";
import { BatchRunner, type Latency } from "./_batch_runner.ts";
import { withByteInput } from "./_byte_input.ts";
import { type Layout, layoutOf } from "./_layout.ts";
import { bestClass } from "./_rows.ts";
import { type Metrics, metricsOf } from "./metrics.ts";
import { type Misclassified, misclassified } from "./misclassified.ts";
import { type ModelMetadata, readModelMetadata } from "./model_metadata.ts";
import { tally } from "./tally.ts";

/** Options of {@linkcode evaluateModel}. */
export interface EvaluateOptions {
  /** Images per run. @default {128}, or the model's own where that is fixed */
  readonly batchSize?: number;
  /** What to run on. @default the fastest that agrees with the processor */
  readonly provider?: Provider;
  /** A pixel p becomes p * scale. @default the model's preprocessing, else 1/255 */
  readonly scale?: number;
  /** The data set's class names, compared with the model's. */
  readonly classNames?: readonly string[];
  /** Threads within one operator. @default one a processor core */
  readonly threads?: number;
}

export type { Latency };

/** How well and how fast a model classifies a data set. Plain data. */
export interface Evaluation extends Metrics {
  /** Class names in the order of the labels: the model's, else the data set's, else numbers. */
  readonly classNames: readonly string[];
  /** The class with the first maximum, one an image. */
  readonly predicted: readonly number[];
  /** Its probability, one an image. */
  readonly probability: readonly number[];
  /** The probabilities of all classes, row-major, number of images x number of classes. */
  readonly probabilities: readonly number[];
  /** The images that were classified wrongly, in the order of the data set. */
  readonly misclassified: readonly Misclassified[];
  /** What the model ran on. */
  readonly provider: Provider;
  /** Why it ran on that. */
  readonly providerReport: ProviderReport;
  /** Wall time of preparing and running all batches, after a warm-up. */
  readonly seconds: number;
  /** Number of images divided by `seconds`. */
  readonly imagesPerSecond: number;
  /** Time of one batch, scaling its bytes and collecting its probabilities included. */
  readonly latency: Latency;
  /** What is odd but no error. */
  readonly warnings: readonly string[];
}

/** Those that scale bytes in the graph; for GPUs JavaScript does, as bytes are rare in their kernels. */
const SCALING_PROVIDERS: readonly Provider[] = ["cpu", "wasm"];

/**
 * Classifies a whole data set in batches with ONNX Runtime and compares with its labels.
 *
 * @param model The bytes of an ONNX file with one image input, [batch, height, width, channels] or
 * [batch, values], and one output of probabilities, [batch, classes].
 * @throws {TypeError} When the model does not take the set's images, or gives another number of rows
 * than it takes.
 * @throws {RangeError} When the set is empty, has labels that the model does not know, or the outputs
 * are no probabilities.
 * @throws {SyntaxError} When the bytes are no ONNX model.
 */
export async function evaluateModel(
  model: Uint8Array,
  set: ImageSet,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const metadata = readModelMetadata(model);
  const layout = await readLayout(model, set);
  checkLabels(set, layout.numClasses);
  const { batchSize = layout.fixedBatch ?? 128 } = options;
  if (layout.fixedBatch !== undefined && batchSize !== layout.fixedBatch) {
    throw new RangeError(
      `Cannot run batches of ${batchSize}: the model takes batches of ${layout.fixedBatch} only`,
    );
  }
  const scale = options.scale ?? metadata.preprocessing?.scale ?? 1 / 255;
  const runner = new BatchRunner(set, layout, batchSize, scale);
  const { threads } = options;
  const providerReport = await chooseProvider(model, runner.sample(), options.provider, threads);
  const provider = providerReport.chosen;
  const scaling = SCALING_PROVIDERS.includes(provider)
    ? withByteInput(model, layout.input, scale)
    : undefined;
  const session = await createSession(scaling?.model ?? model, {
    provider,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const { probabilities, seconds, latency } = await runner.run(session, scaling?.input);
    const { labels } = set;
    const { numClasses } = layout;
    return {
      ...metricsOf(tally(labels, probabilities, numClasses)),
      ...namesOf(metadata, numClasses, options.classNames),
      ...bestClasses(probabilities, numClasses),
      probabilities: Array.from(probabilities),
      misclassified: misclassified(labels, probabilities, numClasses),
      provider: session.provider,
      providerReport,
      seconds,
      imagesPerSecond: set.count / seconds,
      latency,
    };
  } finally {
    await session.release();
  }
}

function bestClasses(
  probabilities: Float32Array,
  numClasses: number,
): Pick<Evaluation, "predicted" | "probability"> {
  const predicted = Array.from(
    { length: probabilities.length / numClasses },
    (_, image) => bestClass(probabilities, image, numClasses),
  );
  const probability = predicted.map((best, image) => probabilities[image * numClasses + best]!);
  return { predicted, probability };
}

async function readLayout(model: Uint8Array, set: ImageSet): Promise<Layout> {
  const session = await createSession(model, { optimization: "disabled" });
  try {
    return layoutOf(session, set.shape);
  } finally {
    await session.release();
  }
}

function checkLabels({ labels, count }: ImageSet, numClasses: number): void {
  if (count === 0) throw new RangeError("Cannot evaluate on 0 images: expected at least 1");
  const unknown = labels.findIndex((label) => label >= numClasses);
  if (unknown >= 0) {
    throw new RangeError(
      `Cannot evaluate: image ${unknown} has label ${labels[unknown]}, but the model has ` +
        `${numClasses} classes. Use the data set that the model was trained on`,
    );
  }
}

function namesOf(
  { classNames: own }: ModelMetadata,
  numClasses: number,
  given?: readonly string[],
): Pick<Evaluation, "classNames" | "warnings"> {
  const warnings: string[] = [];
  for (const [owner, names] of [["model", own], ["data set", given]] as const) {
    if (names !== undefined && names.length !== numClasses) {
      throw new RangeError(
        `Cannot evaluate: the ${owner} names ${names.length} classes, but the model's output has ` +
          `${numClasses}`,
      );
    }
  }
  if (own !== undefined && given !== undefined && own.join("\n") !== given.join("\n")) {
    warnings.push(
      `The model's classes (${own.join(", ")}) are not the data set's (${given.join(", ")})`,
    );
  }
  const numbers = Array.from({ length: numClasses }, (_, label) => String(label));
  return { classNames: own ?? given ?? numbers, warnings };
}
