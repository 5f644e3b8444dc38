import type { Preprocessing } from "../../src/preprocess/mod.ts";
import type { Session } from "../../src/runtime/web/mod.ts";
import { runRows } from "./_run_rows.ts";
import { rowOf } from "./_train.ts";
import type { ImagePack } from "./image_pack.ts";
import type { Score } from "./lesson.ts";

/** Images behind the part of the model that stays. */
export interface Prepared {
  /** Row by row. */
  readonly features: Float32Array;
  readonly labels: ArrayLike<number>;
  /** What the model says to them: classes probabilities a row. */
  readonly answers: Float32Array;
}

/** The two parts of a model. */
export interface Parts {
  readonly features: Session;
  readonly head: Session;
}

/** Runs images, given one by one, through both parts of a model. */
export async function prepare(
  { features: session, head }: Parts,
  labels: ArrayLike<number>,
  inputOf: (index: number) => Float32Array,
  onRows?: (done: number) => void,
): Promise<Prepared> {
  const rows = (start: number, count: number) => {
    const inputs = Array.from({ length: count }, (_, i) => inputOf(start + i));
    const size = inputs[0]!.length;
    const values = new Float32Array(count * size);
    inputs.forEach((input, i) => values.set(input, i * size));
    return values;
  };
  const features = await runRows(session, labels.length, rows, onRows);
  return { features, labels, answers: await answersOf(head, { features, labels }) };
}

/** The images of a pack as {@linkcode prepare} takes them. */
export function packInputs(pack: ImagePack, { scale }: Preprocessing) {
  const size = pack.height * pack.width * pack.channels;
  return (index: number): Float32Array => {
    const input = new Float32Array(rowOf(pack.pixels, index, size));
    for (let i = 0; i < size; i++) input[i]! *= scale;
    return input;
  };
}

/** What the last layers say to rows of features. */
export function answersOf(
  head: Session,
  { features, labels }: Pick<Prepared, "features" | "labels">,
  onRows?: (done: number) => void,
): Promise<Float32Array> {
  const size = features.length / labels.length;
  const rows = (start: number, count: number) =>
    features.subarray(start * size, (start + count) * size);
  return runRows(head, labels.length, rows, onRows);
}

/** How many answers are right. */
export function scoreOf(answers: Float32Array, labels: ArrayLike<number>): Score {
  const count = labels.length;
  let right = 0;
  for (let i = 0; i < count; i++) {
    const row = rowOf(answers, i, answers.length / count);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  return { right, count };
}
