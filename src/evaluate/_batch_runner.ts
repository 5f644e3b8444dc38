import { batches, type ImageSet, pixelsOf } from "../data/mod.ts";
import { sizeOf } from "../graph/mod.ts";
import type { Session, Tensors } from "../runtime/mod.ts";
import type { Layout } from "./_layout.ts";

/** Time of one batch from bytes to probabilities, in milliseconds, over the full batches. */
export interface Latency {
  /** Images in a run. */
  readonly batchSize: number;
  /** The median. */
  readonly p50: number;
  /** What 95 % of the batches do not exceed. */
  readonly p95: number;
}

/** What came out of a whole data set, and how fast. */
export interface BatchRun {
  /** Row-major, number of images x number of classes. */
  readonly probabilities: Float32Array;
  /** Wall time of preparing and running all batches, after a warm-up. */
  readonly seconds: number;
  readonly latency: Latency;
}

/** Inputs of a run, their rows, and how many of them are images; the others fill a fixed batch. */
interface Feed {
  readonly feeds: Tensors;
  readonly rows: number;
  readonly size: number;
}

/** Runs the images of a set through a model, batch by batch. */
export class BatchRunner {
  readonly #set: ImageSet;
  readonly #layout: Layout;
  readonly #batchSize: number;
  readonly #scale: number;

  constructor(set: ImageSet, layout: Layout, batchSize: number, scale: number) {
    this.#set = set;
    this.#layout = layout;
    this.#batchSize = batchSize;
    this.#scale = scale;
  }

  /** Batches of scaled pixels. */
  *#floats(): Generator<Feed, undefined> {
    const { input, inputShape, fixedBatch, numClasses } = this.#layout;
    const options = { batchSize: this.#batchSize, numClasses, scale: this.#scale };
    for (const { x, size } of batches(this.#set, options)) {
      const rows = fixedBatch ?? size;
      let data = x;
      if (rows > size) {
        data = new Float32Array(rows * sizeOf(inputShape));
        data.set(x);
      }
      const feeds = { [input]: { dtype: "float32" as const, shape: [rows, ...inputShape], data } };
      yield { feeds, rows, size };
    }
  }

  /** Batches of bytes, copied into one array: a new view for each would cost more than the copy. */
  *#bytes(input: string): Generator<Feed, undefined> {
    const { inputShape, fixedBatch } = this.#layout;
    const { images, count, shape } = this.#set;
    const pixels = pixelsOf(shape);
    const feedOf = (size: number): Feed & { readonly data: Uint8Array } => {
      const rows = fixedBatch ?? size;
      const data = new Uint8Array(rows * pixels);
      return {
        feeds: { [input]: { dtype: "uint8", shape: [rows, ...inputShape], data } },
        rows,
        size,
        data,
      };
    };
    let feed = feedOf(Math.min(this.#batchSize, count));
    for (let start = 0; start < count; start += feed.size) {
      if (count - start < feed.size) feed = feedOf(count - start);
      feed.data.set(images.subarray(start * pixels, (start + feed.size) * pixels));
      yield feed;
    }
  }

  /** The first batch as a model takes it that has floats as its input. */
  sample(): Tensors {
    for (const { feeds } of this.#floats()) return feeds;
    throw new RangeError("Cannot evaluate on 0 images: expected at least 1");
  }

  /**
   * Runs all images once, after one batch that is not timed.
   *
   * @param byteInput The input's name, where the session takes bytes and scales them itself.
   * @throws {TypeError} When the model gives another number of rows than it takes.
   */
  async run(session: Session, byteInput?: string): Promise<BatchRun> {
    const { output, numClasses } = this.#layout;
    const all = () => byteInput === undefined ? this.#floats() : this.#bytes(byteInput);
    const probabilities = new Float32Array(this.#set.count * numClasses);
    const times: number[] = [];
    for (const { feeds } of all()) {
      await session.run(feeds);
      break;
    }
    const start = performance.now();
    let before = start;
    let done = 0;
    for (const { feeds, rows, size } of all()) {
      const values = (await session.run(feeds))[output]!.data as Float32Array;
      if (values.length !== rows * numClasses) throw wrongRows(values.length, rows, numClasses);
      const own = rows > size ? values.subarray(0, size * numClasses) : values;
      probabilities.set(own, done * numClasses);
      done += size;
      const now = performance.now();
      times.push(now - before);
      before = now;
    }
    return {
      probabilities,
      seconds: (before - start) / 1000,
      latency: latencyOf(times, this.#batchSize, this.#set.count),
    };
  }
}

function wrongRows(length: number, rows: number, numClasses: number): TypeError {
  return new TypeError(
    `Cannot evaluate: the model gave ${length} values for ${rows} images, expected ${rows} * ` +
      `${numClasses} = ${rows * numClasses}. Use a model whose rows are independent of each other`,
  );
}

function latencyOf(times: readonly number[], batchSize: number, count: number): Latency {
  const full = count >= batchSize ? times.slice(0, Math.floor(count / batchSize)) : times;
  const sorted = full.toSorted((a, b) => a - b);
  return {
    batchSize: Math.min(batchSize, count),
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
  };
}

/** The nearest-rank percentile of sorted values: the smallest that at least `share` do not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
