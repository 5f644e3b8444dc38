const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["src", "models", "pipeline", "web"];

/** A TypeScript source of the project, tests left out. */
export interface Source {
  /** Path from the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** All sources that users run. */
export async function readSources(): Promise<Source[]> {
  const sources: Source[] = [];
  for (const folder of FOLDERS) await collect(folder, sources);
  return sources.sort((a, b) => a.path < b.path ? -1 : 1);
}

async function collect(folder: string, sources: Source[]): Promise<void> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
      const path = `${folder}/${name}`;
      if (isDirectory) await collect(path, sources);
      else if (name.endsWith(".ts")) {
        sources.push({ path, text: await Deno.readTextFile(new URL(path, ROOT)) });
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
