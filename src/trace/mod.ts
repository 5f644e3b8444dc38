/**
 * TensorFlow.js to graphs: a tfjs backend that computes nothing records every kernel call.
 *
 * @module
 */
export * from "./errors.ts";
export * from "./types.ts";
export type { Trace, ValueSpec } from "./trace.ts";
export * from "./trace_function.ts";
export * from "./learning_rate.ts";
export * from "./compare.ts";
export * from "./dynamic_batch.ts";
export * from "./functional_model.ts";
export { hookLayers } from "./scopes.ts";
export { TRANSLATORS } from "./kernels/mod.ts";
