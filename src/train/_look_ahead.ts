/** Takes items one by one, each of which can be prepared before it is asked for. */
export class LookAhead<T> {
  readonly #items: Iterator<T> | AsyncIterator<T>;
  #upcoming: Promise<IteratorResult<T>> | undefined;

  constructor(items: Iterable<T> | AsyncIterable<T>) {
    this.#items = Symbol.asyncIterator in items
      ? items[Symbol.asyncIterator]()
      : items[Symbol.iterator]();
  }

  /** Prepares the next item, at once where that is not asynchronous. What goes wrong is told by `next`. */
  prepare(): void {
    this.#upcoming ??= this.#take();
    this.#upcoming.catch(() => {});
  }

  /** The next item; `undefined` after the last one. */
  async next(): Promise<T | undefined> {
    const upcoming = this.#upcoming ?? this.#take();
    this.#upcoming = undefined;
    const { done, value } = await upcoming;
    return done ? undefined : value;
  }

  /** Leaves the rest. */
  async close(): Promise<void> {
    await this.#upcoming?.catch(() => {});
    await this.#items.return?.();
  }

  async #take(): Promise<IteratorResult<T>> {
    return await this.#items.next();
  }
}
