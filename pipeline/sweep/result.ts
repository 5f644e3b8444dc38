import type { PublishedSweep } from "../../models/mod.ts";
import type { Summary } from "../facts.ts";
import type { SweepPlan, SweepPoint } from "./plan.ts";

/** What became of a point: its run's figures, or why it has none. */
export type PointOutcome =
  | { readonly summary: Summary }
  | { readonly error: string };

/** Accuracy, 0 to 1, and mean cross-entropy in nats. */
export interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

/** A point of `sweep.json`. */
export interface SweptPoint {
  readonly name: string;
  readonly values: SweepPoint["values"];
  /** Why it has no figures. */
  readonly error?: string;
  readonly validation?: Score;
  readonly test?: Score;
  /** What the recipe's source published for this value, on the test set. */
  readonly published?: Score;
  readonly epochs?: number;
  readonly parameters?: number;
  readonly seconds?: number;
  readonly imagesPerSecond?: number;
}

/** What `sweep.json` holds. */
export interface SweepResult {
  readonly name: string;
  readonly recipe: string;
  /** The command that makes all of it again. */
  readonly command: string;
  /** When the newest point was trained, ISO 8601 in UTC; absent where none was. */
  readonly date?: string;
  readonly machine?: string;
  /** What varies, and its values. */
  readonly parameters: readonly { readonly name: string; readonly values: SweepValue[] }[];
  readonly points: readonly SweptPoint[];
  /**
   * The point of the highest validation accuracy, the lowest loss where equal. Absent where no
   * point was trained, or where the recipe holds no images back: nothing is chosen by the test set.
   */
  readonly best?: string;
}

type SweepValue = number | string;

/** Puts the points' figures together. */
export function sweepResult(
  plan: SweepPlan,
  outcomes: readonly PointOutcome[],
  command: string,
  published?: PublishedSweep,
): SweepResult {
  const points = plan.points.map((point, i): SweptPoint => {
    const { name, values } = point;
    const outcome = outcomes[i]!;
    if ("error" in outcome) return { name, values, error: outcome.error };
    const { validation, test, train, model } = outcome.summary;
    const known = publishedScore(plan, point, outcome.summary, published);
    return {
      name,
      values,
      ...(validation === undefined
        ? {}
        : { validation: { accuracy: validation.accuracy, loss: validation.loss } }),
      test: { accuracy: test.accuracy, loss: test.loss },
      ...(known === undefined ? {} : { published: known }),
      epochs: train.epochs,
      parameters: model.parameters,
      seconds: train.seconds,
      imagesPerSecond: train.imagesPerSecond,
    };
  });
  const summaries = outcomes.flatMap((outcome) => "summary" in outcome ? [outcome.summary] : []);
  const newest = summaries.toSorted((a, b) => a.date < b.date ? 1 : -1)[0];
  const best = bestOf(points);
  return {
    name: plan.name,
    recipe: plan.recipe,
    command,
    ...(newest === undefined ? {} : { date: newest.date, machine: newest.machine }),
    parameters: plan.axes.map(({ name, values }) => ({ name, values: [...values] })),
    points,
    ...(best === undefined ? {} : { best: best.name }),
  };
}

/** A published figure holds for the recipe as it is, but for the one parameter. */
function publishedScore(
  { axes }: SweepPlan,
  { values }: SweepPoint,
  { changes, data }: Summary,
  published: PublishedSweep | undefined,
): Score | undefined {
  const [axis] = axes;
  if (published === undefined || axes.length !== 1 || axis!.name !== published.param) return;
  const others = changes.filter((text) => text !== "--param").some((text) =>
    !text.startsWith(`${published.param}=`)
  );
  if (others || data.own) return undefined;
  const point = published.points.find(({ value }) => value === values[axis!.name]);
  return point === undefined ? undefined : { accuracy: point.accuracy, loss: point.loss };
}

function bestOf(points: readonly SweptPoint[]): SweptPoint | undefined {
  return points.filter(({ validation }) => validation !== undefined).toSorted((a, b) =>
    b.validation!.accuracy - a.validation!.accuracy || a.validation!.loss - b.validation!.loss
  )[0];
}
