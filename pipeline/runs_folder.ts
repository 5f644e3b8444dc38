import { didYouMean, explainReadFailure } from "../src/data/mod.ts";
import type { Summary } from "./facts.ts";

/** A folder in which the pipeline ran. */
export interface RunFolder {
  /** Its path, as given: the folder of runs and what follows. */
  readonly path: string;
  /** Its path below the folder of runs, the name that users give. */
  readonly name: string;
  /** The run in figures; absent where the run did not get to its end, or an older version wrote them. */
  readonly summary?: Summary;
  /** Why there is no summary. */
  readonly problem?: string;
}

/** A run that is not there, or not complete. */
export class RunError extends Error {
  /** @internal */
  override name = "RunError";
}

/**
 * All runs below `folder`, by name: every folder with a `pipeline.lock.json` or a `summary.json`.
 * None where there is no such folder.
 */
export async function findRuns(folder: string): Promise<RunFolder[]> {
  const runs: RunFolder[] = [];
  await collect(folder, "", runs);
  return runs.sort((a, b) => compareNames(a.name, b.name));
}

/** Orders names with numbers: `units=16` before `units=128`. */
export function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

async function collect(folder: string, name: string, runs: RunFolder[]): Promise<void> {
  const path = name === "" ? folder : `${folder}/${name}`;
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(path)) entries.push(entry);
  } catch (error) {
    // Another process may remove its folder meanwhile.
    if (error instanceof Deno.errors.NotFound) return;
    throw new RunError(
      `Cannot read the folder of runs "${path}": ${explainReadFailure(error, path)}`,
      { cause: error },
    );
  }
  const files = entries.map((entry) => entry.name);
  if (files.includes("summary.json") || files.includes("pipeline.lock.json")) {
    runs.push({ path, name: name || path, ...await readSummary(path) });
    return;
  }
  for (const entry of entries) {
    if (!entry.isDirectory || entry.name.startsWith(".")) continue;
    await collect(folder, name === "" ? entry.name : `${name}/${entry.name}`, runs);
  }
}

/** Reads a run's figures, or says why there are none. */
export async function readSummary(
  path: string,
): Promise<{ summary: Summary } | { problem: string }> {
  let summary: Partial<Summary>;
  try {
    summary = JSON.parse(await Deno.readTextFile(`${path}/summary.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { problem: "incomplete" };
    if (error instanceof SyntaxError) return { problem: "summary.json is damaged" };
    throw error;
  }
  const parts = ["recipe", "data", "params", "train", "test", "model"] as const;
  const missing = parts.filter((part) => summary?.[part] === undefined);
  return missing.length === 0
    ? { summary: summary as Summary }
    : { problem: `summary.json has no ${missing.join(", ")}` };
}

/**
 * The run that the user named: by its path, or by its name below the folder of runs.
 *
 * @throws {RunError} When there is none, or it is not complete.
 */
export async function findRun(
  name: string,
  folder: string,
): Promise<RunFolder & { readonly summary: Summary }> {
  const runs = await findRuns(folder);
  const wanted = name.replace(/\/+$/, "");
  const run = runs.find((candidate) => [candidate.name, candidate.path].includes(wanted)) ??
    (await findRuns(wanted)).find(({ path }) => path === wanted);
  if (run === undefined) {
    const names = runs.map((candidate) => candidate.name);
    throw new RunError(
      `Unknown run "${name}": ` +
        (names.length === 0
          ? `"${folder}" holds no runs. Make one: deno task pipeline`
          : `expected one of ${names.join(", ")}${didYouMean(wanted, names)}`),
    );
  }
  const { summary } = run;
  if (summary === undefined) {
    throw new RunError(
      `Cannot use run "${name}": ${explain(run.problem!)}. Complete it: deno task pipeline --out ` +
        `${run.path}, with the options that it was started with`,
    );
  }
  return { ...run, summary };
}

function explain(problem: string): string {
  return problem === "incomplete"
    ? "it did not get to its end, so it has no summary.json"
    : problem;
}
