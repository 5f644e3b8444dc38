/** Adds up the time between `start` and `stop`, in milliseconds of `clock`. */
export class Stopwatch {
  readonly #clock: () => number;
  #since: number | undefined;
  #elapsed = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  start(): void {
    this.#since ??= this.#clock();
  }

  stop(): void {
    if (this.#since === undefined) return;
    this.#elapsed += this.#clock() - this.#since;
    this.#since = undefined;
  }

  get elapsed(): number {
    return this.#elapsed + (this.#since === undefined ? 0 : this.#clock() - this.#since);
  }
}
