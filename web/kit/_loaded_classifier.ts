import { preprocess, type Preprocessing } from "../../src/preprocess/mod.ts";
import type { Session, WebProvider } from "../../src/runtime/web/mod.ts";
import type { Classifier, ImageInput, Prediction } from "./classifier.ts";
import { EmptyImageError } from "./errors.ts";
import { readPixels } from "./_read_pixels.ts";

/** What is known of a model beside its session. */
interface Facts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absent in a model without names: then its classes are numbered. */
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
  readonly provider: WebProvider;
  readonly notes: readonly string[];
}

export class LoadedClassifier implements Classifier {
  readonly labels: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly provider: WebProvider;
  readonly notes: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  timings: Classifier["timings"] = { downloadMs: 0, sessionMs: 0, firstRunMs: 0 };
  readonly #session: Session;
  readonly #input: string;
  readonly #imageShape: readonly number[];
  readonly #output: string;
  readonly #size: number;

  /** Throws `TypeError` when the session does not classify images of the given preprocessing. */
  constructor(session: Session, { bytes, labels, preprocessing, provider, notes }: Facts) {
    const { height, width, channels, flatten } = preprocessing;
    const [input] = session.inputs;
    const [output] = session.outputs;
    this.#session = session;
    this.#input = input?.name ?? "";
    this.#output = output?.name ?? "";
    this.#size = height * width * channels;
    this.#imageShape = flatten ? [this.#size] : [height, width, channels];
    const classes = output?.shape[1];
    const [batch, ...shape] = input?.shape ?? [];
    const fits = session.inputs.length === 1 && session.outputs.length === 1 &&
      typeof batch === "string" && String(shape) === String(this.#imageShape) &&
      typeof classes === "number" && (labels === undefined || labels.length === classes);
    if (!fits) {
      const list = (infos: Session["inputs"]) =>
        infos.map((info) => `${info.name}[${info.shape}]`).join(", ");
      throw new TypeError(
        `Cannot classify with the model: it maps ${list(session.inputs)} to ${
          list(session.outputs)
        }, expected one input of any batch x ${
          this.#imageShape.join(" x ")
        }, and one output of any ` +
          `batch x ${labels?.length ?? "classes"}`,
      );
    }
    this.labels = labels ?? Array.from({ length: classes }, (_, index) => String(index));
    this.preprocessing = preprocessing;
    this.provider = provider;
    this.notes = notes;
    this.bytes = bytes;
  }

  async warmUp(): Promise<void> {
    const probabilities = await this.classifyInput(new Float32Array(this.#size));
    if (!probabilities.every(Number.isFinite)) {
      throw new Error(`The model gives ${probabilities.join(", ")} for a blank image`);
    }
  }

  async classify(image: ImageInput): Promise<Prediction> {
    const started = performance.now();
    const input = this.#prepare(await readPixels(image));
    const prediction = await this.classifyPrepared(input);
    return { ...prediction, milliseconds: performance.now() - started };
  }

  async classifyPrepared(input: Float32Array): Promise<Prediction> {
    const started = performance.now();
    const probabilities = await this.classifyInput(input);
    const index = probabilities.indexOf(Math.max(...probabilities));
    return {
      index,
      label: this.labels[index]!,
      probability: probabilities[index]!,
      probabilities,
      input,
      milliseconds: performance.now() - started,
    };
  }

  #prepare(image: Parameters<typeof preprocess>[0]): Float32Array {
    try {
      return preprocess(image, this.preprocessing);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new EmptyImageError(error.message, { cause: error });
    }
  }

  async classifyInput(input: Float32Array, count = 1): Promise<Float32Array> {
    if (input.length !== count * this.#size) {
      throw new TypeError(
        `Cannot classify ${input.length} values as ${count} images: expected ${
          count * this.#size
        }, ${this.#imageShape.join(" x ")} for each`,
      );
    }
    const results = await this.#session.run({
      [this.#input]: { dtype: "float32", shape: [count, ...this.#imageShape], data: input },
    });
    return results[this.#output]!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
