import { textTable } from "../../../src/report/mod.ts";
import type { PageMeasures } from "./measure_page.ts";

/** One figure of the page, and what it may be at most. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Absent: the figure is shown and has no limit. */
  readonly most?: number;
  readonly unit: "B" | "ms";
  /** What to write for 0: less than can be measured. */
  readonly none?: string;
}

/** The figures that are measured, with their limits. */
export function figuresOf(measures: PageMeasures): Figure[] {
  const { transfer, modelBytes, readyMs, firstPredictionMs, medianMs, longestTaskMs, lessonMs } =
    measures;
  return [
    { name: "Cold transfer, gzip", value: transfer.gzip, most: 4.2e6, unit: "B" },
    { name: "Cold transfer, brotli", value: transfer.br, most: 2.9e6, unit: "B" },
    { name: "Model file", value: modelBytes, most: 400e3, unit: "B" },
    { name: "From navigation to ready", value: readyMs, unit: "ms" },
    { name: "First prediction after pen down", value: firstPredictionMs, unit: "ms" },
    { name: "Prediction, median", value: medianMs, most: 2, unit: "ms" },
    {
      name: "Longest task while drawing",
      value: longestTaskMs,
      most: 50,
      unit: "ms",
      none: "under 50 ms",
    },
    ...lessonMs === undefined
      ? []
      : [{ name: "Lesson of five drawings", value: lessonMs, most: 3000, unit: "ms" as const }],
  ];
}

/** The figures as lines of a table. */
export function figureLines(figures: readonly Figure[]): string[] {
  return textTable([
    ["In Chromium", "measured", "at most"],
    ...figures.map((figure) => [
      figure.name,
      write(figure, figure.value),
      figure.most === undefined ? null : write(figure, figure.most),
    ]),
  ], { align: ["left", "right", "right"] }).split("\n");
}

/**
 * The figures above their limits, such as `prediction, median 2.31 ms (at most 2.00 ms)`.
 *
 * @param tolerance The speed that is enough, as a share: at 0.7 a time may be its limit / 0.7. Sizes
 * have none.
 */
export function missedLimits(figures: readonly Figure[], tolerance = 1): string[] {
  return figures
    .filter(({ value, most, unit }) =>
      most !== undefined && !(value <= (unit === "ms" ? most / tolerance : most))
    )
    .map((figure) => {
      const [first, ...rest] = figure.name;
      return `${first!.toLowerCase()}${rest.join("")} ${write(figure, figure.value)} ` +
        `(at most ${write(figure, figure.most!)})`;
    });
}

function write({ unit, none }: Figure, value: number): string {
  if (value === 0 && none !== undefined) return none;
  if (unit === "ms") return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
  return value < 1e6 ? `${(value / 1e3).toFixed(0)} kB` : `${(value / 1e6).toFixed(2)} MB`;
}
