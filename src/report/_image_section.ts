import { section } from "./_elements.ts";
import { integer, percent } from "./_format.ts";
import { type Markup, markup } from "./_markup.ts";
import { pngDataUri } from "./_png.ts";
import { describeCell, type GridCell } from "./grid_svg.ts";
import type { ReportInput } from "./report_input.ts";

/** The misclassified images, as a list that wraps to the width of the page. */
export function misclassifiedSection({ misclassified: { total, cells } }: ReportInput): Markup {
  const [id, title] = ["misclassified", "Misclassified images"];
  if (total === 0) return section(id, title, "None: every test image was classified right.");
  return section(
    id,
    title,
    markup`<p class="muted">${integer(cells.length)} of ${integer(total)} shown</p>`,
    markup`<ul class="images">
${cells.map(item)}
</ul>`,
  );
}

function item(cell: GridCell): Markup {
  const { label, predicted, probability, width, height } = cell;
  const [style, mark] = label === predicted ? ["right", "✓"] : ["wrong", "✗"];
  return markup`<li class="${style}"><figure>
<img alt="${describeCell(cell)}" width="${width}" height="${height}" src="${pngDataUri(cell)}">
<figcaption><span class="mark" aria-hidden="true">${mark}</span> true <b>${label}</b><span>predicted <b>${predicted}</b></span><span class="muted">${
    percent(probability, 1)
  }</span></figcaption>
</figure></li>`;
}
