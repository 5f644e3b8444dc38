import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The tfjs backends that compute in this process. */
export type TfjsBackend = "cpu" | "wasm";

let prepared = false;

/**
 * Makes tfjs's cpu backend the active one where none is, and takes its advice to install
 * tfjs-node, which it prints at its first write, out of the way. Cheap and safe to repeat.
 */
export function prepareTfjs(): void {
  if (prepared) return;
  prepared = true;
  const active = tf.getBackend();
  void tf.setBackend("cpu");
  // `PROD` silences tfjs's warnings; only the first write happens under it.
  const production = tf.env().get("PROD") as boolean;
  tf.env().set("PROD", true);
  tf.scalar(0).dispose();
  tf.env().set("PROD", production);
  if (active !== undefined && active !== "cpu") void tf.setBackend(active);
}

/** Loads a backend, so that {@linkcode onBackend} can use it. */
export async function loadBackend(name: TfjsBackend): Promise<void> {
  prepareTfjs();
  if (name === "cpu" || tf.findBackend(name) !== null) return;
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${dirname(entry)}/`);
  const active = tf.getBackend();
  const loaded = await tf.setBackend(name);
  await tf.setBackend(active);
  if (!loaded) {
    throw new Error(
      `Cannot start tfjs's ${name} backend. Run "deno install" to repair the packages`,
    );
  }
}

/** Runs `compute` on a loaded backend and makes the one active before it active again. */
export function onBackend<T>(name: string, compute: () => T): T {
  const active = tf.getBackend();
  if (active === name) return compute();
  // Asynchronous in its type only: a backend that is loaded is active when the call returns.
  void tf.setBackend(name);
  try {
    return compute();
  } finally {
    void tf.setBackend(active);
  }
}
