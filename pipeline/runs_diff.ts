import { percent, textTable } from "../src/report/mod.ts";
import type { History } from "../src/train/mod.ts";
import { writeAugment } from "./augment.ts";
import { RunError, type RunFolder } from "./runs_folder.ts";
import type { Summary } from "./facts.ts";

/** A complete run with its metrics per epoch. */
export interface ComparedRun {
  readonly name: string;
  readonly summary: Summary;
  readonly history: History;
}

/**
 * Reads what {@linkcode diffLines} compares.
 *
 * @throws {RunError} When the run's `history.json` is not there, or damaged.
 */
export async function readComparedRun(
  { name, path, summary }: RunFolder & { readonly summary: Summary },
): Promise<ComparedRun> {
  try {
    const history = JSON.parse(await Deno.readTextFile(`${path}/history.json`)) as History;
    return { name, summary, history };
  } catch (error) {
    throw new RunError(
      `Cannot read "${path}/history.json": ${(error as Error).message}. Make it anew: ` +
        summary.command,
      { cause: error },
    );
  }
}

/** Epochs that are shown of long trainings: the first ones, and the last. */
const SHOWN_EPOCHS = 30;

/**
 * What is different between two runs: settings that differ, results side by side with B − A, and
 * the curves of loss and accuracy.
 */
export function diffLines(a: ComparedRun, b: ComparedRun): string[] {
  return [
    ...settingLines(a, b),
    "",
    ...resultLines(a, b),
    "",
    ...curveLines(a, b),
  ];
}

function settingLines(a: ComparedRun, b: ComparedRun): string[] {
  const [left, right] = [settingsOf(a.summary), settingsOf(b.summary)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const differing = names.filter((name) => left[name] !== right[name]);
  if (differing.length === 0) return ["All settings are the same"];
  const rows = differing.map((name) => [name, left[name] ?? null, right[name] ?? null]);
  return table([["setting", a.name, b.name], ...rows], 1);
}

function settingsOf(summary: Summary): Record<string, string> {
  const { recipe, data, engine, provider, threads, seed, machine } = summary;
  const { train, params, optimizer, augment } = summary;
  const entries: [string, unknown][] = [
    ["recipe", recipe],
    ["data", data.own ? `${data.name} (own)` : data.name],
    ["engine", engine],
    ["provider", provider],
    ["threads", threads ?? "one a core"],
    ["seed", seed],
    ["epochs", train.epochs],
    ["batch size", train.batchSize],
    ...Object.entries(params),
    ...Object.entries(optimizer).map(([name, value]) =>
      [name === "name" ? "optimizer" : `optimizer ${name}`, value] as [string, unknown]
    ),
    ["augment", writeAugment(augment)],
    ["machine", machine],
  ];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** A name, both runs' values, how they are written, and how their difference is. */
type ResultRow = [
  name: string,
  a: number,
  b: number,
  format: (value: number) => string,
  difference?: (value: number) => string,
];

/** None where a run held no images back. */
function validationRows(left: Summary["validation"], right: Summary["validation"]): ResultRow[] {
  if (left === undefined || right === undefined) return [];
  return [
    ["validation accuracy", left.accuracy, right.accuracy, percent, asPoints],
    ["validation loss", left.loss, right.loss, asDecimal],
  ];
}

function resultLines(a: ComparedRun, b: ComparedRun): string[] {
  const [left, right] = [a.summary, b.summary];
  const rows: ResultRow[] = [
    ["test accuracy", left.test.accuracy, right.test.accuracy, percent, asPoints],
    ["test loss", left.test.loss, right.test.loss, asDecimal],
    ...validationRows(left.validation, right.validation),
    ["images/s", left.train.imagesPerSecond, right.train.imagesPerSecond, asInteger],
    ["training seconds", left.train.seconds, right.train.seconds, (value) => value.toFixed(1)],
    ["parameters", left.model.parameters, right.model.parameters, asInteger],
    ["model bytes", left.model.bytes, right.model.bytes, asInteger],
  ];
  return table([
    ["result", a.name, b.name, "difference"],
    ...rows.map(([name, x, y, format, difference = format]) => [
      name,
      format(x),
      format(y),
      signed(y - x, difference),
    ]),
  ], 1);
}

function curveLines(a: ComparedRun, b: ComparedRun): string[] {
  const names = ["loss", "val_loss", "accuracy", "val_accuracy"].filter((name) =>
    a.history.metrics[name] !== undefined || b.history.metrics[name] !== undefined
  );
  const count = Math.max(a.history.epoch.length, b.history.epoch.length);
  const epochs = Array.from({ length: count }, (_, i) => i)
    .filter((i) => i < SHOWN_EPOCHS - 1 || i === count - 1);
  const value = ({ history }: ComparedRun, name: string, epoch: number) =>
    history.metrics[name]?.[epoch]?.toFixed(4) ?? null;
  return table([
    ["epoch", ...names.flatMap((name) => [`${name} A`, "B"])],
    ...epochs.map((epoch) => [
      String(epoch + 1),
      ...names.flatMap((name) => [value(a, name, epoch), value(b, name, epoch)]),
    ]),
  ], 0);
}

/** A table whose columns from `figures` on are aligned right. */
function table(rows: readonly (readonly (string | null)[])[], figures: number): string[] {
  const align = rows[0]!.map((_, i) => i < figures ? "left" as const : "right" as const);
  return textTable(rows, { align }).split("\n");
}

const asPoints = (share: number) => `${(100 * share).toFixed(2)} points`;
const asDecimal = (value: number) => value.toFixed(4);
const asInteger = (value: number) => String(Math.round(value));

function signed(difference: number, format: (value: number) => string): string {
  const text = format(Math.abs(difference));
  if (!/[1-9]/.test(text)) return text;
  return `${difference < 0 ? "−" : "+"}${text}`;
}
