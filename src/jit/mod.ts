/**
 * `jit` for TensorFlow.js: functions and models that ONNX Runtime runs.
 *
 * @module
 */
export * from "./jit.ts";
export * from "./accelerate.ts";
export type { Nested } from "./_structure.ts";
