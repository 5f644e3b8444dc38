/**
 * `deno task predict`: what a model says about single images.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { DATASET_NAMES, readImage } from "../../src/data/mod.ts";
import { type ModelMetadata, predict, type Prediction } from "../../src/evaluate/mod.ts";
import { percent, textTable } from "../../src/report/mod.ts";
import { createSession, type Session } from "../../src/runtime/mod.ts";
import { ConfigError, oneOf, OPTION_TYPES, parseFlags } from "../config.ts";
import { imagesOf, isIdx, readIdxImages, type StoredImage } from "../image_source.ts";
import { openModel } from "../open_model.ts";
import { loadTestData } from "../test_data.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  model: OPTION_TYPES.file.optional(),
  top: OPTION_TYPES.count,
  index: z.string().optional(),
  dataset: oneOf(DATASET_NAMES).optional(),
  dataDir: OPTION_TYPES.folder.optional(),
  json: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** A prediction and where its image came from. */
interface Result extends Prediction {
  readonly image: string;
  /** The class that the data set says, where it is known. */
  readonly trueName?: string;
}

/** The `predict` command: classifies PNG, JPEG and IDX files, and test images of a data set. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description("Classify images with a model that this project exported.")
    .argument("[image...]", "PNG or JPEG files of any size, or IDX files")
    .option(
      "--model <file>",
      "model.onnx, or a tfjs layers model.json (default: the newest run's)",
    )
    .option("--top <n>", "number of classes to name", numberOr, 3)
    .option("--index <list>", "which images of an IDX file or test set: 7, 0-5 or 1,4,9")
    .option("--dataset <name>", `test images of ${DATASET_NAMES.join(", ")}`)
    .option("--data-dir <folder>", "test images of your own data set")
    .option("--json", "print the predictions as JSON");
  return command.action(async (files: readonly string[]) => {
    const options = parseFlags(OPTIONS, command.opts());
    const { top, index, json } = options;
    const fromSet = options.dataset !== undefined || options.dataDir !== undefined ||
      (files.length === 0 && index !== undefined);
    if (files.length === 0 && !fromSet) {
      throw new ConfigError(
        "No image: expected PNG, JPEG or IDX files, or --index with the positions of test " +
          "images, such as --index 0-5",
      );
    }
    const { path, bytes, metadata, found } = await openModel(options.model);
    if (found !== undefined && !json) print(`Model ${path} (${found})`);
    const session = await createSession(bytes);
    const classifier = new Classifier(session, metadata, top);
    if (fromSet) {
      const { name, test, classNames } = await loadTestData(options, metadata);
      await classifier.stored(imagesOf(name, test, index), classNames);
    }
    for (const file of files) {
      await classifier.attempt(file, async () => {
        if (await isIdx(file)) await classifier.stored(await readIdxImages(file, index));
        else if (index === undefined) await classifier.picture(file);
        else {
          throw new ConfigError(
            `Cannot use --index ${index} with "${file}": it is a single picture, expected an IDX ` +
              "file. Leave --index out",
          );
        }
      });
    }
    await session.release();
    if (json) print(JSON.stringify(classifier.output, null, 2));
    else for (const line of resultLines(classifier.results)) print(line);
    const { errors } = classifier;
    if (errors.length > 0) {
      throw new AggregateError(errors, errors.map(({ message }) => message).join("\n"));
    }
  });
}

/** Collects predictions, and the errors of images that have none. */
class Classifier {
  readonly output: (Result | { image: string; error: string })[] = [];
  readonly results: Result[] = [];
  readonly errors: Error[] = [];
  readonly #session: Session;
  readonly #metadata: ModelMetadata;
  readonly #topK: number;

  constructor(session: Session, metadata: ModelMetadata, topK: number) {
    this.#session = session;
    this.#metadata = metadata;
    this.#topK = topK;
  }

  /** A picture from outside: of any size, dark on light or light on dark. */
  async picture(file: string): Promise<void> {
    const image = await readImage(file);
    this.#add({
      image: file,
      ...await predict(this.#session, this.#metadata, image, { topK: this.#topK }),
    });
  }

  /** Images of a data set, which are taken as they are. */
  async stored(images: readonly StoredImage[], classNames?: readonly string[]): Promise<void> {
    const { preprocessing } = this.#metadata;
    const metadata: ModelMetadata = preprocessing === undefined ? this.#metadata : {
      ...this.#metadata,
      preprocessing: { ...preprocessing, mode: "photo", invert: "never" },
    };
    for (const { name, image, label } of images) {
      const prediction = await predict(this.#session, metadata, image, { topK: this.#topK });
      this.#add({
        image: name,
        ...prediction,
        ...(label === undefined ? {} : { trueName: classNames?.[label] ?? String(label) }),
      });
    }
  }

  /** Does `work`; an error of it is kept for later. */
  async attempt(file: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const reason = (error as Error).message;
      const message = reason.includes(file) ? reason : `Cannot classify "${file}": ${reason}`;
      this.errors.push(new Error(message, { cause: error }));
      this.output.push({ image: file, error: message });
    }
  }

  #add(result: Result): void {
    this.results.push(result);
    this.output.push(result);
  }
}

/** One image as a sentence, several as a table. */
function resultLines(results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const known = results.some(({ trueName }) => trueName !== undefined);
  if (results.length === 1 && !known) {
    const [result] = results;
    return [`${result!.image}: ${describePrediction(result!)}`];
  }
  const rows = results.map(({ image, className, probability, trueName, top }) => [
    image,
    className,
    percent(probability),
    ...(known ? [trueName === className ? "" : trueName ?? null] : []),
    top.slice(1).map(describeClass).join(", "),
  ]);
  const header = ["image", "class", "probability", ...(known ? ["truly"] : []), "then"];
  const align = header.map((name) => name === "probability" ? "right" as const : "left" as const);
  return textTable([header, ...rows], { align }).split("\n");
}

/** `7 (99.98 %), then 9 (0.01 %), 1 (0.00 %)`. */
export function describePrediction({ top }: Pick<Prediction, "top">): string {
  const [first, ...others] = top.map(describeClass);
  return others.length === 0 ? first! : `${first}, then ${others.join(", ")}`;
}

function describeClass({ className, probability }: Prediction["top"][number]): string {
  return `${className} (${percent(probability)})`;
}

if (import.meta.main) await main(predictCommand());
