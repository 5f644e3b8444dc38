import { dataTable, section } from "./_elements.ts";
import { bytes, decimal, percent, points } from "./_format.ts";
import { type Markup, markup } from "./_markup.ts";
import type { ReportInput } from "./report_input.ts";

/** The model with its weights in several forms: size, what that costs, and which one the web page ships. */
export function variantSection({ variants: comparison }: ReportInput): Markup | undefined {
  const [full] = comparison?.variants ?? [];
  if (comparison === undefined || full === undefined) return undefined;
  const { variants, maxLost } = comparison;
  const table = dataTable({
    label: "Smaller files",
    columns: ["Weights", "File", "Size", "Accuracy", "Points", "Loss", "Max difference", ""],
    text: ["File", ""],
    best: variants.findIndex(({ shipped }) => shipped),
    rows: variants.map(({ kind, file, bytes: size, accuracy, loss, maxDifference, shipped }) => [
      kind,
      markup`<code>${file}</code>`,
      `${bytes(size)} (${percent(size / full.bytes, 0)})`,
      percent(accuracy),
      kind === full.kind ? "" : points(accuracy - full.accuracy),
      decimal(loss),
      kind === full.kind ? "" : decimal(maxDifference),
      shipped ? "✓ web page" : "",
    ]),
  });
  return section(
    "variants",
    "Smaller files",
    markup`<p>The same model with its weights stored in fewer bits, each evaluated on the whole test set. The
difference is the largest of any probability from what ${full.kind} gives. The web page ships the smallest
file that loses at most ${Number((maxLost * 100).toFixed(4))} points of accuracy.</p>`,
    table,
  );
}
