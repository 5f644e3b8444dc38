/**
 * TensorFlow's library under tfjs: finding and loading it, the binding that tfjs-node's kernels call,
 * the backend.
 *
 * @module
 */
export { BACKEND_NAME, registerTensorflow } from "./backend.ts";
export type { OpAttribute } from "./attributes.ts";
export { TensorflowBinding } from "./binding.ts";
export type { ContextSettings, Device } from "./config_proto.ts";
export type { TensorflowDevice } from "./context.ts";
export { applySwitches, SWITCH_VARIABLES, type TensorflowSwitches } from "./environment.ts";
export type { TensorMetadata } from "./handles.ts";
export type { TensorValues } from "./host_tensor.ts";
export type { LoadedTensorflow, LoadOptions, Tensorflow } from "./load.ts";
export { loadTensorflow } from "./open.ts";
export type { ReadValues } from "./read_tensor.ts";
