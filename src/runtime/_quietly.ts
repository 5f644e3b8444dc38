import { join } from "node:path";
import { platform } from "node:process";
import { nativeFolder } from "./_package_files.ts";

const STDERR = 2;
const WRITE_ONLY = 1;

/** The C library's file functions, found through the addon, which `--allow-ffi` covers anyway. */
function openLibrary() {
  if (platform === "win32") return undefined;
  try {
    return Deno.dlopen(join(nativeFolder(), "onnxruntime_binding.node"), {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      open: { parameters: ["buffer", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    return undefined;
  }
}

/**
 * Runs a synchronous action while what native code writes to the standard error stream is dropped:
 * on a machine without a graphics processor the WebGPU provider's search for one prints several
 * warnings, although the error that it ends with says all there is to know. Where the stream cannot
 * be redirected, the action runs all the same.
 */
export function quietly<T>(action: () => T): T {
  const library = openLibrary();
  if (library === undefined) return action();
  const { dup, dup2, open, close } = library.symbols;
  const saved = dup(STDERR);
  const nothing = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  try {
    if (saved >= 0 && nothing >= 0) dup2(nothing, STDERR);
    return action();
  } finally {
    if (saved >= 0) {
      dup2(saved, STDERR);
      close(saved);
    }
    if (nothing >= 0) close(nothing);
    library.close();
  }
}
