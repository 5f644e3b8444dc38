/**
 * Classify images in a page with an ONNX model that this project exported.
 *
 * This module is browser compatible.
 *
 * @module
 */
export * from "./classifier.ts";
export * from "./create_classifier.ts";
export * from "./errors.ts";
