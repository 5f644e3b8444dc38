/** The word of `turns` that is 1 once the epoch is over or given up. */
const STOPPED = 0;

/**
 * How long a worker waits at most before it looks again, in milliseconds. Deno cannot end a thread
 * that waits for ever, nor the process that it is in.
 */
const LONGEST_WAIT = 500;

/**
 * Who may use the places of a ring of batches: its words lie in shared memory. Batch b is at place
 * b modulo the number of places. A place's word is 2k while its kth batch, from 0, may be written,
 * 2k + 1 once that may be read.
 */
export class Ring {
  readonly #turns: Int32Array;
  readonly #places: number;
  #wake: (() => void) | undefined;

  /** Over words that {@linkcode Ring.words} made, here or in another thread. */
  constructor(turns: Int32Array) {
    this.#turns = turns;
    this.#places = turns.length - 1;
  }

  /** The words of a ring with so many places. */
  static words(places: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(new SharedArrayBuffer(4 * (places + 1)));
  }

  /** The place of a batch. */
  placeOf(batch: number): number {
    return batch % this.#places;
  }

  /** Blocks until the batch may be written; `false` when that is no longer wanted. */
  waitToWrite(batch: number): boolean {
    const [word, turn] = this.#wordOf(batch);
    while (!this.stopped) {
      const now = Atomics.load(this.#turns, word);
      if (now === turn) return true;
      Atomics.wait(this.#turns, word, now, LONGEST_WAIT);
    }
    return false;
  }

  /** Waits until the batch may be read, without blocking; `false` when the ring was stopped. */
  async waitToRead(batch: number): Promise<boolean> {
    const [word, turn] = this.#wordOf(batch);
    while (!this.stopped) {
      const now = Atomics.load(this.#turns, word);
      if (now === turn + 1) return true;
      const waiting = Atomics.waitAsync(this.#turns, word, now);
      if (!waiting.async) continue;
      // Deno may take its event loop for empty before a notice of its own thread is through.
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        waiting.value.then(() => resolve());
      });
    }
    return false;
  }

  /** The batch is written. */
  written(batch: number): void {
    this.#advance(batch, 1);
  }

  /** The batch is read; its place is free. */
  read(batch: number): void {
    this.#advance(batch, 2);
  }

  /** Wakes all that wait: no batch is written or read any more. */
  stop(): void {
    Atomics.store(this.#turns, STOPPED, 1);
    for (let word = 1; word <= this.#places; word++) Atomics.notify(this.#turns, word);
    this.#wake?.();
  }

  /** Whether {@linkcode Ring.stop} was called in any thread. */
  get stopped(): boolean {
    return Atomics.load(this.#turns, STOPPED) === 1;
  }

  #wordOf(batch: number): [word: number, turn: number] {
    return [1 + this.placeOf(batch), 2 * Math.floor(batch / this.#places)];
  }

  #advance(batch: number, by: number): void {
    const [word, turn] = this.#wordOf(batch);
    Atomics.store(this.#turns, word, turn + by);
    Atomics.notify(this.#turns, word);
  }
}
