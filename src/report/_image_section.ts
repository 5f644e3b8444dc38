import { section } from "./_elements.ts";
import { integer, percent } from "./_format.ts";
import { Markup, markup } from "./_markup.ts";
import { pngDataUri } from "./_png.ts";
import { describeCell, type GridCell, type NamedProbability } from "./grid_svg.ts";
import type { ReportInput } from "./report_input.ts";
import { describeSample, type LabelledImage } from "./samples_svg.ts";

/** Images on a page of a long list; the first page is open. */
const PAGE = 35;

/** The first training images, with the names of their classes. */
export function sampleList(samples: readonly LabelledImage[]): Markup {
  return markup`<ul class="images five small">
${
    samples.map((sample) =>
      markup`<li><figure>
${picture(sample, describeSample(sample))}
<figcaption><b>${sample.label}</b></figcaption>
</figure></li>`
    )
  }
</ul>`;
}

/** What the model says about the first test images. */
export function predictionSection({ predictions = [] }: ReportInput): Markup | undefined {
  if (predictions.length === 0) return undefined;
  const right = predictions.filter(({ label, predicted }) => label === predicted).length;
  return section(
    "predictions",
    "Predictions",
    markup`<p class="muted">The first ${predictions.length} test images: ${right} right (✓), ${
      predictions.length - right
    } wrong (✗)</p>`,
    markup`<ul class="images five">
${predictions.map(item)}
</ul>`,
  );
}

/** The misclassified images, as lists that wrap to the width of the page. */
export function misclassifiedSection({ misclassified: { total, cells } }: ReportInput): Markup {
  const [id, title] = ["misclassified", "Misclassified images"];
  if (total === 0) return section(id, title, "None: every test image was classified right.");
  const pages = Array.from(
    { length: Math.ceil(cells.length / PAGE) },
    (_, page) => cells.slice(page * PAGE, (page + 1) * PAGE),
  );
  return section(
    id,
    title,
    markup`<p class="muted">${integer(cells.length)} of ${
      integer(total)
    } shown, in the order of the test set, with their best classes; ✓ is the true one</p>`,
    ...pages.map((page, i) => {
      const list = markup`<ul class="images">
${page.map(item)}
</ul>`;
      if (pages.length === 1) return list;
      const first = i * PAGE + 1;
      return markup`<details${i === 0 ? new Markup(" open") : undefined}><summary>${
        integer(first)
      } to ${integer(first + page.length - 1)}</summary>
${list}
</details>`;
    }),
  );
}

function item(cell: GridCell): Markup {
  const { label, predicted, probability, top } = cell;
  const [style, mark] = label === predicted ? ["right", "✓"] : ["wrong", "✗"];
  return markup`<li class="${style}"><figure>
${picture(cell, describeCell(cell))}
<figcaption>true <b>${label}</b><span><span class="mark" aria-hidden="true">${mark}</span> predicted <b>${predicted}</b></span>${
    top === undefined
      ? markup`<span class="muted">${percent(probability, 1)}</span>`
      : bars(top, label)
  }</figcaption>
</figure></li>`;
}

function bars(top: readonly NamedProbability[], label: string): Markup {
  const rows = top.map(({ name, probability }) =>
    markup`<li style="--share:${(probability * 100).toFixed(1)}%"><span>${name}${
      name === label ? " ✓" : ""
    }</span> ${percent(probability, 1)}</li>`
  );
  return markup`<ol class="top">
${rows}
</ol>`;
}

function picture(image: LabelledImage, description: string): Markup {
  const { width, height } = image;
  return markup`<img alt="${description}" width="${width}" height="${height}" src="${
    pngDataUri(image)
  }">`;
}
