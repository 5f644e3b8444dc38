import type { Source } from "./definition.ts";
import { folderSource } from "./folder_source.ts";
import { projectPath } from "./project_path.ts";

/**
 * The files in a `folder` of an npm package that the project depends on, found beside this project
 * whatever the working directory is. Needs read permission for `node_modules`.
 */
export function npmSource(packageName: string, folder: string): Source {
  return folderSource({
    description: `npm package "${packageName}"`,
    folder: projectPath(`node_modules/${packageName}/${folder}`),
    missing: `the npm package "${packageName}" is not installed. Run "deno install" in the project`,
  });
}
