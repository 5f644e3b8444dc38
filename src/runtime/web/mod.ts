/**
 * What runs in a browser: sessions of onnxruntime-web, and what they share with those of
 * onnxruntime-node.
 *
 * This module is browser compatible.
 *
 * @module
 */
export * from "./session.ts";
export * from "./web_session.ts";
export * from "./weight_options.ts";
export * from "./check_tensors.ts";
export * from "./errors.ts";
