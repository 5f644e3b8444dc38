import { dataTable, factList, section } from "./_elements.ts";
import { bytes, decimal, duration, integer, percent } from "./_format.ts";
import { Markup, markup } from "./_markup.ts";
import { historyPanels } from "./history_svg.ts";
import type { ProviderFacts, ReportInput } from "./report_input.ts";

/** Longest training table that is shown unfolded, in epochs. */
const UNFOLDED = 12;

/** Curves and the table of epochs. */
export function trainingSection(input: ReportInput): Markup {
  const { history, training } = input;
  const panels = historyPanels(history).map((panel) => new Markup(panel));
  const count = history.epoch.length;
  const table = epochTable(input);
  return section(
    "training",
    "Training",
    markup`<div class="panels">${panels}</div>`,
    training.stopped && markup`<p><b>Stopped early:</b> ${training.stopped}</p>`,
    count > UNFOLDED
      ? markup`<details><summary>All ${count} epochs</summary>${table}</details>`
      : table,
  );
}

function epochTable({ history: { epoch, metrics }, training: { epochSeconds } }: ReportInput) {
  const names = Object.keys(metrics);
  const judge = metrics.val_loss ?? metrics.loss ?? [];
  const best = judge.indexOf(Math.min(...judge.filter(Number.isFinite)));
  return dataTable({
    label: "Epochs",
    columns: ["Epoch", ...names, ...(epochSeconds ? ["time"] : []), ""],
    text: [""],
    best,
    rows: epoch.map((index, row) => [
      index + 1,
      ...names.map((name) => {
        const value = metrics[name]?.[row];
        return /acc/i.test(name) ? percent(value) : decimal(value);
      }),
      ...(epochSeconds
        ? [epochSeconds[row] === undefined ? "–" : duration(epochSeconds[row])]
        : []),
      row === best ? "best" : "",
    ]),
  });
}

/** How it was trained and evaluated, and by which provider. */
export function runSection({ training, test, providers, recipe, dataset }: ReportInput): Markup {
  const { latency } = test;
  return section(
    "run",
    "Run",
    factList("facts", [
      ["Recipe", recipe],
      ["Data set", dataset],
      ["Training images", integer(training.images)],
      ["Optimizer", training.optimizer],
      ["Batch size", integer(training.batchSize)],
      ["Seed", String(training.seed)],
      ["Trained with", `engine ${training.engine}, provider ${training.provider}`],
      ["Evaluated with", `provider ${test.provider}`],
      [
        "Latency",
        latency ? `p50 ${latency.p50.toFixed(2)} ms, p95 ${latency.p95.toFixed(2)} ms` : "–",
      ],
    ]),
    providers.length > 0 ? providerTable(providers) : undefined,
  );
}

function providerTable(providers: readonly ProviderFacts[]): Markup {
  const table = dataTable({
    label: "Providers",
    columns: ["Provider", "Trial batch", "Outcome"],
    text: ["Outcome"],
    best: providers.findIndex(({ chosen }) => chosen),
    rows: providers.map(({ provider, chosen, reason, milliseconds }) => [
      provider,
      milliseconds === undefined ? "–" : `${milliseconds.toFixed(1)} ms`,
      `${chosen ? "✓ in use: " : ""}${reason}`,
    ]),
  });
  return markup`<h3>Providers</h3>
${table}`;
}

/** The exported file. */
export function modelSection({ model }: ReportInput): Markup {
  const nodes = Object.entries(model.nodes).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const total = nodes.reduce((sum, [, count]) => sum + count, 0);
  const types = nodes.map(([type, count]) => `${count} ${type}`).join(", ");
  const lines = (values: readonly string[]) =>
    values.map((value) => markup`<div><code>${value}</code></div>`);
  return section(
    "model",
    "Model",
    factList("facts", [
      ["File", markup`<code>${model.file}</code>`],
      ["Size", `${bytes(model.bytes)} (${integer(model.bytes)} bytes)`],
      ["Opset", String(model.opset)],
      ["Parameters", integer(model.parameters)],
      ["Inputs", lines(model.inputs)],
      ["Outputs", lines(model.outputs)],
      ["Nodes", `${integer(total)}: ${types}`],
    ]),
  );
}
