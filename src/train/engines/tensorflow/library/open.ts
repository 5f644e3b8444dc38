import { dirname } from "node:path";
import { quietly } from "../../../../runtime/mod.ts";
import { cString, TENSORFLOW_SYMBOLS, type TensorflowSymbols } from "../ffi/mod.ts";
import { cudaLibraries, skipped } from "./cuda.ts";
import type { LibraryError } from "./error.ts";
import { explainLoader } from "./explain.ts";
import type { TensorflowLibrary } from "./find.ts";

/**
 * `RTLD_NOW` of dlfcn.h. Not with `RTLD_GLOBAL`: TensorFlow's C++ symbols, shown to onnxruntime's WebGPU
 * library, end the process with "free(): invalid pointer".
 */
const NOW = 2;

/** How {@linkcode openLibrary} loads. */
export interface OpenOptions {
  /** Whether what the library prints while it is loaded is dropped. Default: no. */
  readonly quiet?: boolean;
  /** Takes a line for each CUDA library that was passed over, with the reason. Default: none. */
  readonly write?: (line: string) => void;
}

const opened = new Map<string, TensorflowSymbols>();

/** Whether this process has loaded a library already, so that its switches are set for good. */
export function isOpen({ path }: TensorflowLibrary): boolean {
  return opened.has(path);
}

/**
 * Loads a library, after the CUDA libraries of pip's `nvidia-*` packages beside it, and keeps it for
 * the life of the process. A CUDA library that cannot be loaded is passed over.
 *
 * @throws {LibraryError} If the system's loader refuses it, or it lacks a function.
 */
export function openLibrary(
  { directory, path }: TensorflowLibrary,
  { quiet = false, write = () => {} }: OpenOptions = {},
): TensorflowSymbols {
  const found = opened.get(path);
  if (found !== undefined) return found;
  const parts = cudaLibraries(dirname(directory), write).filter((part) => {
    const problem = tryOpen(part, {});
    if (problem instanceof Error) write(skipped(problem));
    return !(problem instanceof Error);
  });
  const load = () => tryOpen(path, TENSORFLOW_SYMBOLS);
  const symbols = quiet ? quietly(load) : load();
  if (symbols instanceof Error) throw symbols;
  // Deno unloads its libraries when it ends, under TensorFlow's threads, which then crash: opened
  // once more behind Deno's back, they stay.
  for (const file of [...parts, path]) symbols.dlopen(cString(file), NOW);
  opened.set(path, symbols);
  return symbols;
}

/** The functions of a library, or why the loader refuses it. */
function tryOpen<S extends Deno.ForeignLibraryInterface>(
  path: string,
  table: S,
): Deno.DynamicLibrary<S>["symbols"] | LibraryError {
  try {
    return Deno.dlopen(path, table).symbols;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return explainLoader(path, firstFailure(path, table) ?? error as Error);
  }
}

/** Deno names any of the functions that are missing; this finds the table's first, the same each time. */
function firstFailure(path: string, table: Deno.ForeignLibraryInterface): Error | undefined {
  for (const [name, definition] of Object.entries(table)) {
    try {
      Deno.dlopen(path, { [name]: definition });
    } catch (error) {
      return error as Error;
    }
  }
}
