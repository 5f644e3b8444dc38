/**
 * TensorFlow.js models to ONNX files.
 *
 * @module
 */
export * from "./to_onnx.ts";
