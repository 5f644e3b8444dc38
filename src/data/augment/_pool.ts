import type { Job, Task } from "./_job.ts";
import { Ring } from "./_ring.ts";

/** Batches that each worker may be ahead of the training. */
const AHEAD = 2;

/** Worker threads that augment the batches of one epoch after the other. */
export class AugmentingPool {
  readonly #workers: readonly Worker[];
  readonly #slotBytes: number;
  #ring: Ring | undefined;
  #failure: Error | undefined;

  /** Starts the workers. */
  constructor(task: Omit<Task, "worker" | "workers">, workers: number, slotBytes: number) {
    this.#slotBytes = slotBytes;
    const images = new Uint8Array(new SharedArrayBuffer(task.images.length));
    images.set(task.images);
    this.#workers = Array.from({ length: workers }, (_, worker) => {
      const thread = new Worker(new URL("./_worker.ts", import.meta.url), { type: "module" });
      thread.addEventListener("error", (event) => {
        event.preventDefault();
        this.#fail(notStarted(event.message));
      });
      // All that a worker says is what went wrong.
      thread.addEventListener("message", ({ data }: MessageEvent<Error>) => this.#fail(data));
      thread.postMessage({ ...task, images, worker, workers } satisfies Task);
      return thread;
    });
  }

  /**
   * The augmented pixels of each batch in turn, to be read before the next one is asked for. One
   * epoch at a time.
   */
  async *epoch(
    epoch: number,
    indices: Uint32Array,
    batches: number,
  ): AsyncGenerator<Uint8Array, void> {
    const places = AHEAD * this.#workers.length;
    const turns = Ring.words(places);
    // New memory for each epoch: a worker may still write into that of one that was given up.
    const slots = Array.from(
      { length: places },
      () => new Uint8Array(new SharedArrayBuffer(this.#slotBytes)),
    );
    const ring = new Ring(turns);
    this.#ring = ring;
    const job: Job = { epoch, indices, turns, slots };
    for (const worker of this.#workers) worker.postMessage(job);
    try {
      for (let batch = 0; batch < batches; batch++) {
        if (this.#failure === undefined) await ring.waitToRead(batch);
        if (this.#failure !== undefined) throw this.#failure;
        yield slots[ring.placeOf(batch)]!;
        ring.read(batch);
      }
    } finally {
      ring.stop();
    }
  }

  /** Ends the threads. */
  close(): void {
    this.#failure ??= new Error("Cannot augment images: the batches were closed");
    // First, since a thread that waits cannot be ended.
    this.#ring?.stop();
    for (const worker of this.#workers) worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#ring?.stop();
  }
}

function notStarted(message: string): Error {
  const readable = /--allow-read/.test(message)
    ? "Run Deno with --allow-read for the program's folder, or set"
    : "Set";
  return new Error(
    `Cannot start a worker thread to augment images: ${message}. ${readable} workers to 0 to do ` +
      "without one",
  );
}
