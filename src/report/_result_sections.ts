import { dataTable, factList, scrollable, section } from "./_elements.ts";
import { bytes, decimal, duration, integer, percent, points } from "./_format.ts";
import { Markup, markup } from "./_markup.ts";
import { confusionSvg } from "./confusion_svg.ts";
import type { Check, PublishedResult, ReportInput } from "./report_input.ts";

/** More classes than this get a matrix as wide as the page. */
const NARROW_CLASSES = 12;
/** More classes than this get a folded table. */
const UNFOLDED = 30;

/** Test accuracy beside the published one, and the run's main figures. */
export function headline(input: ReportInput): Markup {
  const { test, published, training, model, parity, totalSeconds } = input;
  const { accuracy, loss, count } = test.metrics;
  return section(
    "result",
    "Result",
    markup`<div class="headline">
<div><strong>${percent(accuracy)}</strong>test accuracy on ${integer(count)} images</div>
${published && beside(accuracy, published)}
</div>`,
    factList("tiles", [
      ["Test loss", decimal(loss)],
      ["Parity", verdict(parity.flatMap(({ checks }) => checks))],
      ["Training", duration(training.seconds)],
      ["Training speed", `${integer(training.imagesPerSecond)} images/s`],
      ["Evaluation speed", `${integer(test.imagesPerSecond)} images/s`],
      ["Model", bytes(model.bytes)],
      ["Parameters", integer(model.parameters)],
      ["Whole run", duration(totalSeconds)],
    ]),
  );
}

function beside(accuracy: number, { accuracy: theirs, source }: PublishedResult): Markup {
  const from = /^https?:\/\//i.test(source) ? markup`<a href="${source}">source</a>` : source;
  return markup`<div class="beside"><strong>${percent(theirs)}</strong>published (${from}), here ${
    points(accuracy - theirs)
  } points</div>`;
}

function verdict(checks: readonly Check[]): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  if (checks.length === 0) return "not checked";
  return failed === 0
    ? `✓ all ${checks.length} checks`
    : `✗ ${failed} of ${checks.length} checks failed`;
}

/** What was checked, line by line. */
export function paritySection({ parity }: ReportInput): Markup {
  const groups = parity.map(({ title, checks }) =>
    markup`<h3>${title}</h3>
<ul class="checks">
${checks.map(check)}
</ul>`
  );
  return section(
    "parity",
    "Parity with the trained model",
    groups.length > 0 ? groups : markup`<p class="muted">Not checked in this run.</p>`,
  );
}

function check({ name, passed, detail }: Check): Markup {
  const [style, mark, word] = passed ? ["pass", "✓", "passed"] : ["fail", "✗", "failed"];
  const sign = markup`<span role="img" aria-label="${word}">${mark}</span>`;
  return markup`<li class="${style}">${sign}<span><b>${name}</b> <span class="muted">${detail}</span></span></li>`;
}

/** The heat map and the figures of each class. */
export function classSections({ test: { metrics }, classNames }: ReportInput): Markup {
  const { macro, perClass, count, confusion } = metrics;
  const chart = new Markup(confusionSvg(confusion, classNames, { title: "" }));
  const wide = classNames.length > NARROW_CLASSES;
  const matrix = scrollable(
    "Confusion matrix",
    markup`<div class="matrix${wide ? " wide" : ""}">${chart}</div>`,
  );
  const table = dataTable({
    label: "Classes",
    columns: ["Class", "Precision", "Recall", "F1", "Support"],
    rows: perClass.map(({ label, precision, recall, f1, support }) => [
      classNames[label],
      ...[precision, recall, f1].map((share) => percent(share)),
      integer(support),
    ]),
    foot: [
      "Unweighted mean",
      ...[macro.precision, macro.recall, macro.f1].map((share) => percent(share)),
      integer(count),
    ],
  });
  const folded =
    markup`<details><summary>All ${classNames.length} classes</summary>${table}</details>`;
  return markup`<div class="${wide ? "stack" : "columns"}">
${section("confusion", "Confusion matrix", matrix)}
${section("classes", "Classes", classNames.length > UNFOLDED ? folded : table)}
</div>`;
}
