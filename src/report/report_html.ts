import { section } from "./_elements.ts";
import { misclassifiedSection, predictionSection } from "./_image_section.ts";
import { Markup, markup } from "./_markup.ts";
import {
  calibrationSection,
  dataSection,
  insideSection,
  networkSection,
} from "./_picture_sections.ts";
import { REPORT_CSS } from "./_report_css.ts";
import { classSections, headline, paritySection } from "./_result_sections.ts";
import { modelSection, runSection, trainingSection } from "./_run_sections.ts";
import { variantSection } from "./_variant_section.ts";
import type { ReportInput } from "./report_input.ts";

/**
 * The report of a run as one HTML page that loads nothing: result beside the published figure, training
 * images, network, curves, predictions, confusion matrix, classes, misclassified images, calibration,
 * filters and feature maps, parity checklist, smaller files, and facts of run and model.
 * Whatever text it is given is escaped.
 *
 * @throws {TypeError} when names, matrix, history or images do not fit together
 */
export function reportHtml(input: ReportInput): string {
  const command =
    markup`<pre tabindex="0" role="region" aria-label="Command">${input.command}</pre>`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${input.title} – training report</title>
<style>${new Markup(REPORT_CSS)}</style>
</head>
<body>
<header>
<h1>${input.title}</h1>
<p class="muted">Training report, ${input.date}</p>
</header>
<main>
${headline(input)}
${dataSection(input)}
${networkSection(input)}
${trainingSection(input)}
${predictionSection(input)}
${classSections(input)}
${misclassifiedSection(input)}
${calibrationSection(input)}
${insideSection(input)}
${paritySection(input)}
${variantSection(input)}
<div class="columns">
${runSection(input)}
${modelSection(input)}
</div>
${section("repeat", "Repeat this run", command)}
</main>
</body>
</html>
`.text;
}
