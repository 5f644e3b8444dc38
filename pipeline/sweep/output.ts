import { percent, sweepSvg, textTable } from "../../src/report/mod.ts";
import type { Score, SweepResult, SweptPoint } from "./result.ts";

/** More lines than a chart can tell apart. */
const MAX_LINES = 4;

/** The points as a table for terminals, then which one validation prefers. */
export function sweepLines(result: SweepResult): string[] {
  const { parameters, points, best } = result;
  const names = parameters.map(({ name }) => name);
  const published = points.some((point) => point.published !== undefined);
  const header = [
    ...names,
    "val accuracy",
    "val loss",
    "test accuracy",
    "test loss",
    ...(published ? ["published", "difference"] : []),
    "parameters",
    "images/s",
  ];
  const rows = points.map((point) => [
    ...names.map((name) => String(point.values[name])),
    ...scoreCells(point.validation),
    ...scoreCells(point.test),
    ...(published ? publishedCells(point) : []),
    point.parameters ?? null,
    point.imagesPerSecond === undefined ? null : Math.round(point.imagesPerSecond),
  ]);
  const chosen = points.find(({ name }) => name === best);
  return [
    ...textTable([header, ...rows], { align: header.map(() => "right") }).split("\n"),
    ...(chosen === undefined ? [noBest(result)] : [
      `Best by validation accuracy: ${chosen.name}, ${percent(chosen.validation!.accuracy)}; ` +
      `test accuracy ${percent(chosen.test!.accuracy)}`,
    ]),
  ];
}

function noBest({ points, recipe }: SweepResult): string {
  return points.some(({ test }) => test !== undefined)
    ? `No best one: recipe "${recipe}" holds no images back, and nothing is chosen by the test set`
    : "No point was trained";
}

function scoreCells(score: Score | undefined): (string | null)[] {
  return score === undefined ? [null, null] : [percent(score.accuracy), score.loss.toFixed(4)];
}

function publishedCells({ published, test }: SweptPoint): (string | null)[] {
  if (published === undefined) return [null, null];
  const points = test === undefined ? undefined : 100 * (test.accuracy - published.accuracy);
  return [
    percent(published.accuracy),
    points === undefined ? null : `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`,
  ];
}

/** The points as comma-separated values, one a line, after a line of names (RFC 4180). */
export function sweepCsv({ parameters, points }: SweepResult): string {
  const names = parameters.map(({ name }) => name);
  const header = [
    ...names,
    "val_accuracy",
    "val_loss",
    "test_accuracy",
    "test_loss",
    "published_accuracy",
    "published_loss",
    "epochs",
    "parameters",
    "seconds",
    "images_per_second",
    "error",
  ];
  const rows = points.map((point) => [
    ...names.map((name) => point.values[name]),
    ...[point.validation, point.test, point.published].flatMap((score) => [
      score?.accuracy,
      score?.loss,
    ]),
    point.epochs,
    point.parameters,
    point.seconds,
    point.imagesPerSecond,
    point.error,
  ]);
  return [header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function csvCell(value: number | string | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The chart of a sweep; `undefined` where it would have too many lines. With one parameter: test
 * set, published figures and validation. With several: validation alone, a line for each
 * combination of all but the one with the most values.
 */
export function sweepChart({ parameters, points }: SweepResult): string | undefined {
  const axis = parameters.toSorted((a, b) => b.values.length - a.values.length)[0]!;
  const others = parameters.filter((parameter) => parameter !== axis);
  const { name: parameter, values } = axis;
  if (others.length === 0) {
    const series = (["test", "published", "validation"] as const)
      .filter((name) => name !== "published" || points.some((point) => point.published))
      .map((name) => curve(name, points.map((point) => point[name])));
    return sweepSvg({ parameter, values, series });
  }
  const nameOf = (point: SweptPoint) =>
    others.map(({ name }) => `${name}=${point.values[name]}`).join(", ");
  const lines = [...new Set(points.map(nameOf))];
  if (lines.length > MAX_LINES) return undefined;
  const series = lines.map((line) =>
    curve(
      line,
      values.map((value) =>
        points.find((point) => point.values[parameter] === value && nameOf(point) === line)
          ?.validation
      ),
    )
  );
  return sweepSvg({ parameter, values, series });
}

function curve(name: string, scores: readonly (Score | undefined)[]) {
  return {
    name,
    accuracy: scores.map((score) => score?.accuracy ?? null),
    loss: scores.map((score) => score?.loss ?? null),
  };
}
