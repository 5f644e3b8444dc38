/**
 * TensorFlow.js models to ONNX files.
 *
 * @module
 */
export * from "./to_onnx.ts";
export * from "./teach_step.ts";
export { compressModel } from "./variants/compress_model.ts";
export * from "./variants/weight_form.ts";
