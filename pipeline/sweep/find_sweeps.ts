import { compareNames, findRuns, RunError, type RunFolder } from "../runs_folder.ts";
import type { SweepResult } from "./result.ts";

/** A sweep that got to its end. */
export interface SweepFolder {
  readonly path: string;
  readonly result: SweepResult;
}

/** All sweeps below `folder`, and the runs that are no points of these. */
export async function findRunsAndSweeps(
  folder: string,
): Promise<{ readonly runs: RunFolder[]; readonly sweeps: SweepFolder[] }> {
  const sweeps = await findSweeps(folder);
  const runs = (await findRuns(folder)).filter(({ path }) =>
    !sweeps.some((sweep) => path.startsWith(`${sweep.path}/`))
  );
  return { runs, sweeps };
}

/** All sweeps below `folder` that got to their end, by path. */
export async function findSweeps(folder: string): Promise<SweepFolder[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  if (entries.some(({ name }) => name === "sweep.json")) {
    const text = await Deno.readTextFile(`${folder}/sweep.json`);
    try {
      return [{ path: folder, result: JSON.parse(text) }];
    } catch (error) {
      throw new RunError(
        `Cannot read "${folder}/sweep.json": ${(error as Error).message}. Run the sweep again`,
        { cause: error },
      );
    }
  }
  const inside = entries.filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => name).sort(compareNames);
  return (await Promise.all(inside.map((name) => findSweeps(`${folder}/${name}`)))).flat();
}
