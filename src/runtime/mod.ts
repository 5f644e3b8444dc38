/**
 * Runs ONNX models: one {@linkcode Session} interface over onnxruntime-node and onnxruntime-web, and
 * the choice of a provider.
 *
 * @module
 */
export type { Provider, Session, SessionOptions, Tensors } from "./web/mod.ts";
export * from "./create_session.ts";
export * from "./create_session_sync.ts";
export * from "./providers.ts";
export * from "./check_providers.ts";
export * from "./choose_provider.ts";
export * from "./diagnose.ts";
export * from "./encode_for.ts";
export { quietly } from "./_quietly.ts";
