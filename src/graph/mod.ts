/**
 * ONNX graphs as plain data: types, builder, passes and the protobuf writer. Knows neither
 * TensorFlow.js nor ONNX Runtime.
 *
 * This module is browser compatible.
 *
 * @module
 */
export * from "./tensor.ts";
export * from "./graph.ts";
export * from "./builder.ts";
export * from "./data_type.ts";
export * from "./encode.ts";
export * from "./model_info.ts";
export * from "./decode.ts";
export * from "./dump.ts";
export * from "./validate.ts";
export * from "./teach_info.ts";
export * from "./passes/optimize.ts";
export * from "./passes/block_channels.ts";
