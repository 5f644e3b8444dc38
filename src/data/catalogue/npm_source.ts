import { DataError } from "../data_error.ts";
import { explainReadFailure } from "../read_file.ts";
import type { Source } from "./definition.ts";

/**
 * The files in a `folder` of an npm package that the project depends on, found beside this project
 * whatever the working directory is. Needs read permission for `node_modules`.
 */
export function npmSource(packageName: string, folder: string): Source {
  const root = new URL(`../../../node_modules/${packageName}/${folder}/`, import.meta.url);
  return {
    description: `npm package "${packageName}"`,
    async read(name) {
      const url = new URL(name, root);
      const path = decodeURIComponent(url.pathname);
      try {
        return { path, bytes: await Deno.readFile(url) };
      } catch (error) {
        const reason = error instanceof Deno.errors.NotFound
          ? `the npm package "${packageName}" is not installed. Run "deno install" in the project`
          : explainReadFailure(error, path);
        throw new DataError(path, `Cannot read "${path}": ${reason}`, { cause: error });
      }
    },
  };
}
