/** The last durations of something that is done again and again. */
export class Latencies {
  readonly #kept: number;
  #milliseconds: number[] = [];

  /** @param kept How many durations count; older ones are forgotten. */
  constructor(kept = 200) {
    this.#kept = kept;
  }

  /** How many durations are held. */
  get count(): number {
    return this.#milliseconds.length;
  }

  add(milliseconds: number): void {
    this.#milliseconds.push(milliseconds);
    if (this.#milliseconds.length > this.#kept) this.#milliseconds.shift();
  }

  /** Forgets all, as when another provider takes over. */
  clear(): void {
    this.#milliseconds = [];
  }

  /**
   * The least duration that a share of all does not exceed (nearest rank), in milliseconds;
   * `undefined` before the first one.
   *
   * @param share 0 to 1, e.g. 0.95.
   */
  percentile(share: number): number | undefined {
    const sorted = this.#milliseconds.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }
}
