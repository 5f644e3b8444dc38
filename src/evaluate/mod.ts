/**
 * How good a model is, and whether its ONNX file computes what the trained model computes.
 *
 * @module
 */
export * from "./evaluate_model.ts";
export * from "./metrics.ts";
export * from "./model_metadata.ts";
export * from "./parity.ts";
export * from "./predict.ts";
