import type { PublishedResult } from "../../models/mod.ts";
import { duration, percent } from "../../src/report/mod.ts";
import type { Summary } from "../facts.ts";
import type { RunFolder } from "../runs_folder.ts";
import { publishedAccuracy } from "../published_accuracy.ts";
import { markdownTable } from "./markdown.ts";

/** What the table needs to know of a recipe. */
export interface KnownRecipe {
  readonly name: string;
  readonly published?: PublishedResult;
}

/** The table of all trainings, and what is not in it. */
export interface RunsSection {
  readonly markdown: string;
  /** Runs that were left out, with the reason. */
  readonly leftOut: readonly string[];
  /** Recipes without a row. */
  readonly missing: readonly string[];
}

const HEADER = [
  "recipe",
  "seed",
  "accuracy",
  "published",
  "loss",
  "published loss",
  "epochs",
  "images/s",
  "time",
  "engine",
  "machine",
  "date",
  "command",
];
const RIGHT = new Set(HEADER.slice(1, 9));

/**
 * One row for each run that trained a recipe as it is, in the recipes' order, then by seed, of
 * several runs with the same seed the newest; after those of a recipe with several seeds their mean.
 */
export function runsSection(
  runs: readonly RunFolder[],
  recipes: readonly KnownRecipe[],
): RunsSection {
  const leftOut: string[] = [];
  const kept = runs.flatMap(({ name, summary, problem }) => {
    const reason = summary === undefined ? problem : reasonAgainst(summary, recipes);
    if (reason === undefined) return [{ name, summary: summary! }];
    leftOut.push(`${name}: ${reason}`);
    return [];
  });
  const newest = new Map<string, typeof kept[number]>();
  for (const run of kept.toSorted((a, b) => a.summary.date < b.summary.date ? -1 : 1)) {
    const { recipe, seed } = run.summary;
    const key = `${recipe} ${seed}`;
    const older = newest.get(key);
    if (older !== undefined) leftOut.push(`${older.name}: ${run.name} is newer, of the same seed`);
    newest.set(key, run);
  }
  const chosen = [...newest.values()].map(({ summary }) => summary);
  const rows = recipes.flatMap((recipe) => {
    const own = chosen.filter((summary) => summary.recipe === recipe.name)
      .sort((a, b) => a.seed - b.seed);
    const mean = own.length > 1 ? [meanRow(own, recipe)] : [];
    return [...own.map((summary) => rowOf(summary, recipe)), ...mean];
  });
  const missing = recipes.map(({ name }) => name)
    .filter((name) => !chosen.some(({ recipe }) => recipe === name));
  const align = HEADER.map((name) => RIGHT.has(name) ? "right" as const : "left" as const);
  const markdown = rows.length === 0 ? "No training yet." : markdownTable(HEADER, rows, align);
  return { markdown, leftOut, missing };
}

function reasonAgainst(
  { recipe, changes, data, train }: Summary,
  recipes: readonly KnownRecipe[],
): string | undefined {
  if (!recipes.some(({ name }) => name === recipe)) return `recipe "${recipe}" does not exist`;
  if (data.own) return `trained on own data (${data.name})`;
  if (changes.length > 0) return `not the recipe as it is (${changes.join(" ")})`;
  return train.epochs > 0 ? undefined : "no epoch was trained";
}

function rowOf(summary: Summary, { published }: KnownRecipe): string[] {
  const { recipe, seed, test, train, engine, provider, machine, date, command } = summary;
  return [
    recipe,
    String(seed),
    percent(test.accuracy),
    published === undefined ? "" : publishedAccuracy(published),
    test.loss.toFixed(4),
    published === undefined ? "" : published.loss.toFixed(4),
    String(train.epochs),
    String(Math.round(train.imagesPerSecond)),
    duration(train.seconds),
    `${engine}, ${provider}`,
    machine,
    date.slice(0, 10),
    `\`${command}\``,
  ];
}

function meanRow(summaries: readonly Summary[], { name, published }: KnownRecipe): string[] {
  const mean = (value: (summary: Summary) => number) =>
    summaries.reduce((sum, summary) => sum + value(summary), 0) / summaries.length;
  return [
    name,
    `mean of ${summaries.length}`,
    percent(mean(({ test }) => test.accuracy)),
    published === undefined ? "" : publishedAccuracy(published),
    mean(({ test }) => test.loss).toFixed(4),
    published === undefined ? "" : published.loss.toFixed(4),
    ...Array(7).fill(""),
  ];
}
