import { fileURLToPath } from "node:url";

/**
 * Where `path`, relative to this project's root, lies, whatever the working directory is; where this
 * module was not loaded from a file, as it is, so relative to the working directory.
 */
export function projectPath(path: string): string {
  const url = new URL(`../../../${path}`, import.meta.url);
  return url.protocol === "file:" ? fileURLToPath(url) : path;
}
