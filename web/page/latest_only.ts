/**
 * Works on one job at a time. A job that is submitted meanwhile waits, and a later one takes its
 * place: what is drawn now matters, not what was drawn before.
 */
export class LatestOnly<Job> {
  readonly #work: (job: Job) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #waiting: { readonly job: Job } | undefined;
  #running: Promise<void> | undefined;

  /**
   * @param work Does a job.
   * @param onError Hears of what `work` threw; the next job runs all the same.
   */
  constructor(work: (job: Job) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Does the job now or as soon as the present one is done, unless another one comes. */
  submit(job: Job): void {
    this.#waiting = { job };
    this.#running ??= this.#run();
  }

  /** Forgets the job that waits. */
  cancel(): void {
    this.#waiting = undefined;
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn later, so that #running is set before a job can end.
    await Promise.resolve();
    while (this.#waiting !== undefined) {
      const { job } = this.#waiting;
      this.#waiting = undefined;
      try {
        await this.#work(job);
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#running = undefined;
  }
}
