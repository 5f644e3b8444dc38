import { fileURLToPath } from "node:url";
import { normalizePath } from "vite";

/** The path of a file or folder of the page's sources, relative to `web/`. */
export function here(path: string): string {
  return normalizePath(fileURLToPath(new URL(`../${path}`, import.meta.url)));
}

/** Whether a module lies in one of these folders, wherever the project itself lies. */
export function liesIn(id: string, ...folders: string[]): boolean {
  return folders.some((folder) => id.startsWith(here(folder)));
}

/** Our own modules have no side effects when they are loaded: what is not used is left out, above all onnx-proto. */
export const treeshake = { moduleSideEffects: (id: string): boolean => !liesIn(id, "../src/") };
