import type { Session } from "../../src/runtime/web/mod.ts";
import type { ImagePack } from "./image_pack.ts";
import type { LessonPlan } from "./plan.ts";

/** Loads an ONNX model. */
export type CreateSession = (model: Uint8Array) => Promise<Session>;

/** What a teacher works with. */
export interface TeacherOptions {
  /** The model's file as the page loads it, its weights in any form. */
  readonly model: Uint8Array;
  /** The training step's file. */
  readonly step: Uint8Array;
  /** Training images that keep the model from forgetting. */
  readonly stored: ImagePack;
  /** Images that neither training nor a lesson has seen. */
  readonly heldBack: ImagePack;
  readonly createSession: CreateSession;
}

/** A drawing and what it shows. */
export interface Corrected {
  /** What the model sees: height x width x channels scaled values. */
  readonly input: Float32Array;
  /** Index of the class. */
  readonly label: number;
}

/** What a lesson is doing, and how far it is. */
export interface LessonProgress {
  /** Images are prepared, once; steps are made; the held-back images are read anew. */
  readonly phase: "prepare" | "train" | "test";
  readonly done: number;
  readonly total: number;
}

/** Options of {@linkcode Teacher.teach}. */
export interface LessonOptions {
  /** @default {LESSON_PLAN} */
  readonly plan?: LessonPlan;
  readonly onProgress?: (progress: LessonProgress) => void;
}

/** Right answers among images. */
export interface Score {
  readonly right: number;
  readonly count: number;
}

/** What a lesson came to. */
export interface Lesson {
  /** The adapted model, an ONNX file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** On the held-back images, by the model as it was and as it is now. */
  readonly before: Score;
  readonly after: Score;
  /** The same on the corrected drawings. */
  readonly taughtBefore: Score;
  readonly taughtAfter: Score;
  readonly steps: number;
  /** Of the whole lesson, with what was left to prepare. */
  readonly seconds: number;
}

/** Teaches one model. */
export interface Teacher {
  /** Prepares the stored and held-back images, so that the first lesson need not. */
  prepare(onProgress?: (progress: LessonProgress) => void): Promise<void>;

  /**
   * Adapts the model, as it was at first, to corrected drawings.
   *
   * @throws {RangeError} When there are none, or a label is not a class of the model.
   * @throws {TypeError} When a drawing does not have the size of the model's input.
   */
  teach(corrected: readonly Corrected[], options?: LessonOptions): Promise<Lesson>;

  /** Frees the model's memory. */
  dispose(): Promise<void>;
}
