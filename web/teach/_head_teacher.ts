import type { TensorData } from "../../src/graph/mod.ts";
import { parsePreprocessing, type Preprocessing } from "../../src/preprocess/mod.ts";
import type { Session } from "../../src/runtime/web/mod.ts";
import type { HeadGraph } from "./_head_graph.ts";
import { areSure, blend } from "./_blend.ts";
import { answersOf, packInputs, type Parts, prepare, type Prepared, scoreOf } from "./_prepare.ts";
import { train } from "./_train.ts";
import type {
  Corrected,
  Lesson,
  LessonOptions,
  LessonProgress,
  Teacher,
  TeacherOptions,
} from "./lesson.ts";
import { LESSON_PLAN } from "./plan.ts";

type OnProgress = (progress: LessonProgress) => void;

export class HeadTeacher implements Teacher {
  readonly #options: TeacherOptions;
  readonly #head: HeadGraph;
  readonly #weights: readonly TensorData[];
  readonly #sessions: Parts & { readonly step: Session };
  readonly #preprocessing: Preprocessing;
  #images: Promise<Readonly<Record<"stored" | "heldBack", Prepared>>> | undefined;
  #onPrepared: OnProgress = () => {};

  constructor(
    options: TeacherOptions,
    head: HeadGraph,
    weights: readonly TensorData[],
    sessions: Parts & { readonly step: Session },
  ) {
    this.#options = options;
    this.#head = head;
    this.#weights = weights;
    this.#sessions = sessions;
    this.#preprocessing = parsePreprocessing(head.metadata["preprocessing"]);
  }

  async prepare(onProgress?: OnProgress): Promise<void> {
    await this.#prepared(onProgress);
  }

  #prepared(onProgress: OnProgress | undefined) {
    // The last one who asks is told, so that a lesson can join what was begun before it.
    if (onProgress !== undefined) this.#onPrepared = onProgress;
    return this.#images ??= this.#prepareImages().catch((error) => {
      // The next one who asks tries again.
      this.#images = undefined;
      throw error;
    });
  }

  async #prepareImages() {
    const { stored, heldBack } = this.#options;
    const total = stored.count + heldBack.count;
    const images = (pack: typeof stored, before: number) =>
      prepare(
        this.#sessions,
        pack.labels,
        packInputs(pack, this.#preprocessing),
        (done) => this.#onPrepared({ phase: "prepare", done: before + done, total }),
      );
    return { stored: await images(stored, 0), heldBack: await images(heldBack, stored.count) };
  }

  async teach(corrected: readonly Corrected[], options: LessonOptions = {}): Promise<Lesson> {
    const { plan = LESSON_PLAN, onProgress = () => {} } = options;
    const start = performance.now();
    this.#check(corrected);
    const { stored, heldBack } = await this.#prepared(options.onProgress);
    const labels = corrected.map(({ label }) => label);
    const taught = await prepare(this.#sessions, labels, (index) => corrected[index]!.input);
    const { numClasses } = this.#head.info;
    const trained = await train(
      this.#sessions.step,
      this.#head.info,
      this.#weights,
      {
        taught: { ...taught, count: labels.length, targets: oneHot(labels, numClasses) },
        stored: {
          features: stored.features,
          count: stored.labels.length,
          // Half what is right, half what the model said: little else is to change.
          targets: oneHot(stored.labels, numClasses).map((right, i) =>
            (right + stored.answers[i]!) / 2
          ),
        },
      },
      plan,
      (done) => onProgress({ phase: "train", done, total: plan.steps }),
    );
    const learned = await blend(this.#weights, trained, async (weights) => {
      const answers = await this.#withHead(weights, (head) => answersOf(head, taught));
      return areSure(answers, labels, plan.sureness);
    });
    const total = heldBack.labels.length;
    const onRows = (done: number) => onProgress({ phase: "test", done, total });
    const [after, taughtAfter] = await this.#withHead(learned, async (head) => [
      scoreOf(await answersOf(head, heldBack, onRows), heldBack.labels),
      scoreOf(await answersOf(head, taught), labels),
    ]);
    return {
      bytes: this.#head.whole(learned, { drawings: corrected.length, steps: plan.steps }),
      before: scoreOf(heldBack.answers, heldBack.labels),
      after: after!,
      taughtBefore: scoreOf(taught.answers, labels),
      taughtAfter: taughtAfter!,
      steps: plan.steps,
      seconds: (performance.now() - start) / 1000,
    };
  }

  /** Does something with the last layers as they are with other weights. */
  async #withHead<T>(
    weights: readonly TensorData[],
    work: (head: Session) => Promise<T>,
  ): Promise<T> {
    const head = await this.#options.createSession(this.#head.after(weights));
    try {
      return await work(head);
    } finally {
      await head.release();
    }
  }

  async dispose(): Promise<void> {
    for (const session of Object.values(this.#sessions)) await session.release();
  }

  #check(corrected: readonly Corrected[]): void {
    const { height, width, channels } = this.#preprocessing;
    const { numClasses } = this.#head.info;
    if (corrected.length === 0) {
      throw new RangeError("Cannot teach 0 drawings: expected at least 1. Correct a drawing first");
    }
    for (const { input, label } of corrected) {
      if (!(Number.isInteger(label) && label >= 0 && label < numClasses)) {
        throw new RangeError(
          `Cannot teach class ${label}: expected a whole number 0 to ${numClasses - 1}`,
        );
      }
      if (input.length !== height * width * channels) {
        throw new TypeError(
          `Cannot teach a drawing of ${input.length} values: expected ${height} x ${width} x ` +
            `${channels} = ${height * width * channels}`,
        );
      }
    }
  }
}

function oneHot(labels: ArrayLike<number>, numClasses: number): Float32Array {
  const rows = new Float32Array(labels.length * numClasses);
  for (let i = 0; i < labels.length; i++) rows[i * numClasses + labels[i]!] = 1;
  return rows;
}
