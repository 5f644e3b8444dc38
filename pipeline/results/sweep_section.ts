import { percent } from "../../src/report/mod.ts";
import type { SweepResult } from "../sweep/result.ts";
import { markdownTable } from "./markdown.ts";

/** A table for each sweep, with its command, and which point validation prefers. */
export function sweepsSection(sweeps: readonly SweepResult[]): string {
  return sweeps.length === 0 ? "No sweep yet." : sweeps.map(sweepText).join("\n\n");
}

function sweepText(sweep: SweepResult): string {
  const { recipe, parameters, points, best, command, date, machine } = sweep;
  const names = parameters.map(({ name }) => name);
  const header = [
    ...names,
    "validation",
    "test",
    "published",
    "loss",
    "published loss",
    "images/s",
  ];
  const rows = points.map(({ values, validation, test, published, imagesPerSecond, error }) => [
    ...names.map((name) => String(values[name])),
    error !== undefined ? "failed" : validation === undefined ? "" : percent(validation.accuracy),
    test === undefined ? "" : percent(test.accuracy),
    published === undefined ? "" : percent(published.accuracy),
    test === undefined ? "" : test.loss.toFixed(4),
    published === undefined ? "" : published.loss.toFixed(4),
    imagesPerSecond === undefined ? "" : String(Math.round(imagesPerSecond)),
  ]);
  const chosen = points.find(({ name }) => name === best);
  const differences = points.flatMap(({ test, published }) =>
    test && published ? [100 * Math.abs(test.accuracy - published.accuracy)] : []
  );
  return [
    `Recipe \`${recipe}\`: \`${command}\``,
    markdownTable(header, rows, header.map(() => "right")),
    [
      ...(chosen === undefined
        ? []
        : [`Best by validation accuracy: ${chosen.name}, test ${percent(chosen.test!.accuracy)}.`]),
      ...(differences.length === 0 ? [] : [
        `Largest difference from the published: ${Math.max(...differences).toFixed(2)} points.`,
      ]),
      ...(date === undefined ? [] : [`${date.slice(0, 10)}, ${machine}.`]),
    ].join("\n"),
  ].join("\n\n");
}
