/** What is done with inputs and results. */
interface Work<Input, Result> {
  classify(input: Input): Promise<Result>;
  show(result: Result, input: Input): void;
  fail(error: unknown, input: Input): void;
  /** An input that is no longer needed. */
  forget(input: Input): void;
}

/**
 * Classifies one input at a time, and shows only what belongs to the latest one: a result that comes late, after another
 * input was given, is dropped.
 */
export class LatestInput<Input, Result> {
  readonly #work: Work<Input, Result>;
  #input: Input | undefined;
  #turn = 0;
  #model = 0;
  #busy = false;
  #again = false;

  constructor(work: Work<Input, Result>) {
    this.#work = work;
  }

  /**
   * Gives another input, or announces one that is still on its way.
   *
   * @returns The input's turn.
   */
  take(input?: Input): number {
    this.#replace(input);
    return ++this.#turn;
  }

  /** Gives the input that was announced with `turn`; forgets it at once where another has been given since. */
  arrive(turn: number, input: Input): boolean {
    const latest = this.isLatest(turn);
    if (latest) this.#replace(input);
    else this.#work.forget(input);
    return latest;
  }

  /** Drops the model's results that are on their way, and keeps the input. */
  changeModel(): void {
    this.#model++;
  }

  isLatest(turn: number): boolean {
    return turn === this.#turn;
  }

  /** Classifies the latest input, now or after the present one. Never rejects. */
  async run(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#again) {
      this.#again = false;
      await this.#runOnce();
    }
    this.#busy = false;
  }

  async #runOnce(): Promise<void> {
    const [input, turn, model] = [this.#input, this.#turn, this.#model];
    if (input === undefined) return;
    const counts = () => this.isLatest(turn) && model === this.#model;
    try {
      const result = await this.#work.classify(input);
      if (counts()) this.#work.show(result, input);
    } catch (error) {
      if (counts()) this.#work.fail(error, input);
    }
  }

  #replace(input: Input | undefined): void {
    const before = this.#input;
    this.#input = input;
    if (before !== undefined && before !== input) this.#work.forget(before);
  }
}
