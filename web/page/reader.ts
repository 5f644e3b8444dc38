import { type Classifier, EmptyImageError, type Prediction } from "../kit/mod.ts";
import type { Sample } from "../manifest/mod.ts";
import { LatestOnly } from "./latest_only.ts";
import { sampleInput } from "./samples.ts";
import type { Picture } from "./sheet.ts";

/** What is to be classified. */
export type Job =
  | { readonly kind: "drawing" }
  | { readonly kind: "picture"; readonly picture: Picture }
  | { readonly kind: "sample"; readonly sample: Sample };

/** What a reader asks and tells the page. */
export interface ReaderEvents {
  /** The model; `undefined` while there is none. */
  readonly classifier: () => Classifier | undefined;
  /** The drawing as it is when its turn has come. */
  readonly drawing: () => ImageData;
  readonly read: (prediction: Prediction, job: Job) => void;
  /** There is nothing on the picture that the model could look for. */
  readonly unreadable: (error: Error) => void;
  /** The model could not be run. */
  readonly failed: (error: unknown) => void;
}

/** Reads what lies on the sheet, one prediction at a time, the newest first. */
export class Reader {
  readonly #events: ReaderEvents;
  readonly #queue: LatestOnly<Job>;
  #scheduled = false;
  #job: Job | undefined;

  constructor(events: ReaderEvents) {
    this.#events = events;
    this.#queue = new LatestOnly((job) => this.#read(job), events.failed);
  }

  /** Reads something, at most once a frame. */
  submit(job: Job): void {
    this.#job = job;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After the frame, in a task of its own: the stroke is painted first.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#scheduled = false;
        if (this.#job !== undefined) this.#queue.submit(this.#job);
      })
    );
  }

  /** Reads the same again, as when another model has come. */
  again(): void {
    if (this.#job !== undefined) this.submit(this.#job);
  }

  /** There is nothing to read; a prediction under way is not shown. */
  stop(): void {
    this.#job = undefined;
    this.#queue.cancel();
  }

  /** Resolves when no prediction is under way. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #read(job: Job): Promise<void> {
    const classifier = this.#events.classifier();
    if (classifier === undefined) return;
    try {
      const prediction = await this.#predict(classifier, job);
      // Meanwhile the sheet may hold something else; a drawing that goes on is still that drawing.
      const stillThere = job.kind === "drawing" ? this.#job?.kind === "drawing" : this.#job === job;
      if (stillThere) this.#events.read(prediction, job);
    } catch (error) {
      // What came meanwhile speaks for itself.
      if (this.#job !== job) return;
      if (!(error instanceof EmptyImageError)) throw error;
      this.#events.unreadable(error);
    }
  }

  #predict(classifier: Classifier, job: Job): Promise<Prediction> {
    switch (job.kind) {
      case "drawing":
        return classifier.classify(this.#events.drawing());
      case "picture":
        return classifier.classify(job.picture);
      case "sample":
        // As the tests read it: it is prepared already.
        return classifier.classifyPrepared(sampleInput(job.sample, classifier.preprocessing));
    }
  }
}
