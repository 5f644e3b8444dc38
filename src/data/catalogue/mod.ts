/**
 * The datasets that are known by name. A new one is one file here and one entry in
 * {@linkcode CATALOGUE}.
 *
 * @module
 */
import type { DatasetDefinition } from "./definition.ts";
import { mnist } from "./mnist.ts";

export * from "./definition.ts";

/** All datasets that are known by name. */
export const CATALOGUE: readonly DatasetDefinition[] = [mnist];
