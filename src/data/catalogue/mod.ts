/**
 * The datasets that are known by name. A new one is one file here and one entry in
 * {@linkcode CATALOGUE}.
 *
 * @module
 */
import type { DatasetDefinition } from "./definition.ts";
import { fashionMnist } from "./fashion_mnist.ts";
import { mnist } from "./mnist.ts";

export * from "./definition.ts";
export { folderSource, type FolderSourceOptions } from "./folder_source.ts";
export { projectPath } from "./project_path.ts";

/** All datasets that are known by name. */
export const CATALOGUE: readonly DatasetDefinition[] = [mnist, fashionMnist];
