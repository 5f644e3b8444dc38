import type { Lesson, LessonProgress, Score } from "../../teach/mod.ts";
import { integer, percent } from "../format.ts";

/** What a lesson is doing. */
export const PHASES: Readonly<Record<LessonProgress["phase"], string>> = {
  prepare: "Reading the stored images",
  train: "Training",
  test: "Testing on held-back images",
};

/** How much of a lesson each phase takes, roughly: for the bar alone. */
const SHARES: Readonly<Record<LessonProgress["phase"], readonly [start: number, end: number]>> = {
  prepare: [0, 0.4],
  train: [0.4, 0.95],
  test: [0.95, 1],
};

/** How far a lesson is, 0 to 1. */
export function shareOf({ phase, done, total }: LessonProgress): number {
  const [start, end] = SHARES[phase];
  return start + (end - start) * done / total;
}

/** `99.40 %`. */
export function accuracy({ right, count }: Score): string {
  return percent(right / count);
}

/** What a screen reader says of a lesson when it is over. */
export function describeLesson({ before, after, taughtAfter, seconds }: Lesson): string {
  return `Done in ${seconds.toFixed(1)} s. It now reads ${rightOf(taughtAfter)} of your drawings ` +
    `rightly. Accuracy on ${integer(after.count)} held-back images: ${accuracy(before)} ` +
    `before, ${accuracy(after)} now.`;
}

/** `3 of 5`. */
export function rightOf({ right, count }: Score): string {
  return `${integer(right)} of ${integer(count)}`;
}
