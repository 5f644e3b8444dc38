import { dirname } from "node:path";
import { quietly } from "../../../../runtime/mod.ts";
import { cString, TENSORFLOW_SYMBOLS, type TensorflowSymbols } from "../ffi/mod.ts";
import { cudaLibraries } from "./cuda.ts";
import { explainLoader } from "./explain.ts";
import type { TensorflowLibrary } from "./find.ts";

/**
 * `RTLD_NOW` of dlfcn.h. Not with `RTLD_GLOBAL`: TensorFlow's C++ symbols, shown to onnxruntime's WebGPU
 * library, end the process with "free(): invalid pointer".
 */
const NOW = 2;

const opened = new Map<string, TensorflowSymbols>();

/** Whether this process has loaded a library already, so that its switches are set for good. */
export function isOpen({ path }: TensorflowLibrary): boolean {
  return opened.has(path);
}

/**
 * Loads a library, after the CUDA libraries of pip's `nvidia-*` packages beside it, and keeps it for
 * the life of the process.
 *
 * @param options `quiet` drops what the library prints while it is loaded.
 * @throws {LibraryError} If the system's loader refuses it, or it lacks a function.
 */
export function openLibrary(
  { directory, path }: TensorflowLibrary,
  { quiet = false } = {},
): TensorflowSymbols {
  const found = opened.get(path);
  if (found !== undefined) return found;
  for (const file of cudaLibraries(dirname(directory))) open(file, { dlopen });
  const load = () => open(path, TENSORFLOW_SYMBOLS);
  const symbols = quiet ? quietly(load) : load();
  opened.set(path, symbols);
  return symbols;
}

const { dlopen } = TENSORFLOW_SYMBOLS;

function open<S extends { readonly dlopen: typeof dlopen }>(path: string, table: S) {
  try {
    const { symbols } = Deno.dlopen(path, table);
    // Deno unloads its libraries when it ends, under TensorFlow's threads, which then crash: opened
    // once more behind Deno's back, the library stays.
    (symbols as unknown as TensorflowSymbols).dlopen(cString(path), NOW);
    return symbols;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw explainLoader(path, error as Error);
  }
}
