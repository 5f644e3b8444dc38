import { type Batch, batches, type ImageSet } from "../data/mod.ts";
import { sizeOf, type TensorData } from "../graph/mod.ts";
import type { Session, Tensors } from "../runtime/mod.ts";
import type { Layout } from "./_layout.ts";

/** Time of one run, in milliseconds: the median and the 95th percentile over the full batches. */
export interface Latency {
  /** Images in a run. */
  readonly batchSize: number;
  /** The median. */
  readonly p50: number;
  /** What 95 % of the runs do not exceed. */
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

  #batches(): Iterable<Batch> {
    return batches(this.#set, {
      batchSize: this.#batchSize,
      numClasses: this.#layout.numClasses,
      scale: this.#scale,
    });
  }

  #feeds({ x, size }: Batch): Tensors {
    const { input, inputShape, fixedBatch = size } = this.#layout;
    let data = x;
    if (fixedBatch > size) {
      data = new Float32Array(fixedBatch * sizeOf(inputShape));
      data.set(x);
    }
    return { [input]: { dtype: "float32", shape: [fixedBatch, ...inputShape], data } };
  }

  /** The first batch as a model takes it. */
  sample(): Tensors {
    for (const batch of this.#batches()) return this.#feeds(batch);
    throw new RangeError("Cannot evaluate on 0 images: expected at least 1");
  }

  /** Runs all images once, after one batch that is not timed. */
  async run(session: Session): Promise<BatchRun> {
    const { output, numClasses } = this.#layout;
    const probabilities = new Float32Array(this.#set.count * numClasses);
    const times: number[] = [];
    await session.run(this.sample());
    const start = performance.now();
    let done = 0;
    for (const batch of this.#batches()) {
      const feeds = this.#feeds(batch);
      const rows = probabilities.subarray(done * numClasses, (done + batch.size) * numClasses);
      const into: TensorData = { dtype: "float32", shape: [batch.size, numClasses], data: rows };
      const begin = performance.now();
      if (this.#layout.fixedBatch === undefined) {
        await session.run(feeds, { [output]: into });
      } else {
        const all = (await session.run(feeds))[output]!.data as Float32Array;
        rows.set(all.subarray(0, rows.length));
      }
      times.push(performance.now() - begin);
      done += batch.size;
    }
    return {
      probabilities,
      seconds: (performance.now() - start) / 1000,
      latency: latencyOf(times, this.#batchSize, this.#set.count),
    };
  }
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
