import { createNodeSession } from "./node.ts";
import type { Session, SessionOptions } from "./web/mod.ts";

/**
 * As `createSession` on runtime `"node"`, without a promise: for callers that tfjs calls synchronously. Blocks
 * the thread while the model loads.
 */
export function createSessionSync(
  model: Uint8Array,
  options: Omit<SessionOptions, "runtime"> = {},
): Session {
  return createNodeSession(model, options.provider ?? "cpu", options);
}
