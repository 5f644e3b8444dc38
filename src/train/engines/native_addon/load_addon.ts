import { createRequire } from "node:module";
import type { TensorflowBinding } from "../tensorflow/binding.ts";
import { type AddonSearch, findAddon, type NativeAddon } from "./find_addon.ts";

/** The command that runs the package's install script, which Deno does not do by itself. */
const INSTALL = "deno approve-scripts npm:@tensorflow/tfjs-node-gpu";

/** What goes where the addon cannot. */
const INSTEAD = "Or train with --engine tensorflow, which needs no addon";

/** The addon, loaded: the functions that tfjs-node's kernels call. */
export interface LoadedAddon {
  readonly addon: NativeAddon;
  readonly binding: TensorflowBinding;
}

/**
 * Finds and loads tfjs-node's native addon.
 *
 * @throws {Error} When it is not installed, or does not load: says why and what to do.
 */
export function loadAddon(search: AddonSearch = findAddon()): LoadedAddon {
  const { addon, reasons } = search;
  if (addon === undefined) {
    throw new Error(
      `Cannot train with engine "tfjs-node-gpu": ${reasons.join("; ")}. ` +
        `Run "${INSTALL}" (a download of TensorFlow 2.9, for CUDA 11.2). ${INSTEAD}`,
    );
  }
  for (const path of addon.libraries) preload(path, addon);
  const binding = requireAddon(addon);
  if (typeof binding.executeOp !== "function" || typeof binding.TF_Version !== "string") {
    throw failure(addon, "it has not the functions of tfjs-node's binding");
  }
  return { addon, binding };
}

/** Loads a library by its path, so that the addon, which asks for its name, finds it loaded. */
function preload(path: string, addon: NativeAddon): void {
  try {
    Deno.dlopen(path, {});
  } catch (error) {
    throw failure(addon, error instanceof Error ? error.message : String(error));
  }
}

function requireAddon(addon: NativeAddon): TensorflowBinding {
  try {
    return createRequire(import.meta.url)(addon.path);
  } catch (error) {
    throw failure(addon, error instanceof Error ? error.message : String(error));
  }
}

function failure(addon: NativeAddon, reason: string): Error {
  const text = reason.replace(/^(?:Could not open library: )+/, "").replace(/\.?(?:\n[^]*)?$/, "");
  return new Error(
    `Cannot load the native addon ${addon.path} of ${addon.package} ${addon.version}: ${text}. ` +
      `Remove the package's folder and run "deno install" and "${INSTALL}". ${INSTEAD}`,
  );
}
