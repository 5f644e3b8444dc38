import { percent, textTable } from "../src/report/mod.ts";
import type { RunFolder } from "./runs_folder.ts";

/** A table of runs for terminals; a run without figures shows why it has none. */
export function runsLines(runs: readonly RunFolder[]): string[] {
  const header = [
    "run",
    "recipe",
    "date",
    "epochs",
    "test accuracy",
    "loss",
    "images/s",
    "parameters",
    "machine",
  ];
  const rows = runs.map(({ name, summary, problem }) =>
    summary === undefined ? [name, problem!, ...Array(7).fill("")] : [
      name,
      summary.recipe,
      summary.date.slice(0, 16).replace("T", " "),
      summary.train.epochs,
      percent(summary.test.accuracy),
      summary.test.loss.toFixed(4),
      Math.round(summary.train.imagesPerSecond),
      summary.model.parameters,
      summary.machine,
    ]
  );
  const align = header.map((_, i) => i > 2 && i < 8 ? "right" as const : "left" as const);
  return textTable([header, ...rows], { align }).split("\n");
}
