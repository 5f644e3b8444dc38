/**
 * A training step of tfjs recorded as one function of TensorFlow's.
 *
 * @module
 */
export type { BackendTensor, Binding, NodeBackend } from "./_node_backend.ts";
export { typeAttribute } from "./_node_backend.ts";
export * from "./compare_results.ts";
export * from "./model_step.ts";
export * from "./random_tensors.ts";
export * from "./record_step.ts";
export * from "./recording.ts";
export type { StepFunction } from "./step_function.ts";
export * from "./to_graph.ts";
