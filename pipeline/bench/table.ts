import { type TableCell, textTable } from "../../src/report/mod.ts";
import { type Figure, median, ratioOf, ratiosOf } from "./figures.ts";

const TITLES = {
  training: ["Training, images/s", "Keras 3"],
  evaluation: ["Evaluation, images/s", "Python"],
} as const;

/** The figures as text: a table for training and one for evaluation, each where it has rows. */
export function benchTable(figures: readonly Figure[]): string {
  return (["training", "evaluation"] as const)
    .map((kind) => figures.filter((figure) => figure.kind === kind))
    .filter((rows) => rows.length > 0)
    .map((rows) => {
      const [title, peer] = TITLES[rows[0]!.kind];
      const compared = rows.some((row) => row.peer !== undefined);
      const heading = compared
        ? [title, "ours", peer, "ratio", "rounds", "target", "verdict"]
        : [title, "ours"];
      return textTable([heading, ...rows.map((row) => cellsOf(row, compared))], {
        align: ["left", "right", "right", "right", "left", "right", "left"],
      });
    })
    .join("\n\n");
}

function cellsOf(figure: Figure, compared: boolean): TableCell[] {
  const { recipe, batchSize, ours, peer, target } = figure;
  const cells = [`${recipe}, batch ${batchSize}`, formatSpeed(median(ours))];
  const ratio = ratioOf(figure);
  if (!compared) return cells;
  if (peer === undefined || ratio === undefined) return [...cells, null, null, null, null, null];
  return [
    ...cells,
    formatSpeed(median(peer)),
    formatRatio(ratio),
    ratiosOf(figure)!.map((value) => value.toFixed(2)).join(" "),
    target === undefined ? null : formatRatio(target),
    target === undefined ? null : ratio >= target ? "reached" : "missed",
  ];
}

/** 43210.9 as `43,211`. */
export function formatSpeed(imagesPerSecond: number): string {
  return Math.round(imagesPerSecond).toLocaleString("en-US");
}

/** 1.234 as `1.23x`. */
export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

/** A line for each target: what was reached, and whether that is `share` of it. */
export function targetLines(figures: readonly Figure[], share: number): string[] {
  return figures.filter(({ target }) => target !== undefined).map((figure) => {
    const { recipe, kind, batchSize } = figure;
    const target = figure.target!;
    const what = kind === "training" ? "Keras 3" : "Python's onnxruntime";
    const ratio = ratioOf(figure);
    const [verdict, reached] = ratio === undefined
      ? ["not measured", "no peer"]
      : [ratio < share * target ? "FAILED" : "ok", formatRatio(ratio)];
    return `${verdict}: ${recipe} ${kind}, batch ${batchSize}: ${reached} of ${what}, ` +
      `required ${formatRatio(share * target)}, target ${formatRatio(target)}`;
  });
}
