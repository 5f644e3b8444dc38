import type { LoadProgress } from "../kit/mod.ts";
import { bytes } from "./format.ts";

/** What a load does at the moment, and how far it is where that is known, 0 to 1. */
export function describeProgress(
  { phase, loaded, total }: LoadProgress,
): { readonly text: string; readonly share?: number } {
  if (phase === "session") return { text: "Preparing the model" };
  if (phase === "warm-up") return { text: "Running it once" };
  if (total === undefined) return { text: `Loading model and runtime: ${bytes(loaded)}` };
  return {
    text: `Loading model and runtime: ${bytes(loaded)} of ${bytes(total)}`,
    share: loaded / total,
  };
}

/** The name of what runs a model, as readers know it. */
export function providerName(provider: "wasm" | "webgpu"): string {
  return provider === "wasm" ? "WebAssembly" : "WebGPU";
}
