import { writeFileAtomic } from "../../src/data/mod.ts";
import { sweepChart, sweepCsv } from "./output.ts";
import type { SweepResult } from "./result.ts";

/** Names of the files that {@linkcode writeSweep} makes. */
export const SWEEP_FILES = {
  result: "sweep.json",
  table: "sweep.csv",
  chart: "sweep.svg",
} as const;

/**
 * Writes a sweep's figures and, where it can be drawn, its chart; without one, that of an earlier
 * sweep goes.
 *
 * @returns The paths of the files.
 */
export async function writeSweep(result: SweepResult, folder: string): Promise<string[]> {
  const path = (file: keyof typeof SWEEP_FILES) => `${folder}/${SWEEP_FILES[file]}`;
  const chart = sweepChart(result);
  await writeFileAtomic(path("result"), JSON.stringify(result, null, 2) + "\n");
  await writeFileAtomic(path("table"), sweepCsv(result));
  if (chart === undefined) {
    await Deno.remove(path("chart")).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    return [path("result"), path("table")];
  }
  await writeFileAtomic(path("chart"), chart);
  return [path("result"), path("table"), path("chart")];
}
