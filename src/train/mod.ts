/**
 * Training: Keras's `fit` over a training program, the engines that make programs of tfjs models,
 * callbacks, checkpoints, and what a user sees and keeps of it.
 *
 * @module
 */
export * from "./program.ts";
export * from "./callback.ts";
export * from "./errors.ts";
export * from "./fit.ts";
export { type FitData, type FitOptions, type FitResult, INTERRUPTED } from "./fit_options.ts";
export * from "./checkpoint.ts";
export * from "./checkpoint_format.ts";
export * from "./progress.ts";
export * from "./summary.ts";
export * from "./model_files.ts";
export * from "./reference.ts";
export * from "./callbacks/checkpoint.ts";
export * from "./callbacks/csv_logger.ts";
export * from "./callbacks/early_stopping.ts";
export * from "./callbacks/learning_rate_scheduler.ts";
export { loadBackend, onBackend, prepareTfjs, type TfjsBackend } from "./engines/_tfjs.ts";
export * from "./engines/tfjs.ts";
export * from "./optimizers/adadelta.ts";
export { onnxEngine } from "./engines/onnx.ts";
export {
  BACKEND_NAME as TENSORFLOW_BACKEND,
  type ContextSettings,
  type Device,
  type LoadedTensorflow,
  type LoadOptions as TensorflowLoadOptions,
  loadTensorflow,
  SWITCH_VARIABLES,
  type TensorflowDevice,
  type TensorflowSwitches,
} from "./engines/tensorflow/mod.ts";
export { TensorflowError } from "./engines/tensorflow/ffi/mod.ts";
export {
  LIBRARY_VARIABLES,
  LibraryError,
  type TensorflowLibrary,
} from "./engines/tensorflow/library/mod.ts";
export * from "./engines/native_addon/engine.ts";
export * from "./engines/native_addon/find_addon.ts";
export * from "./engines/tensorflow/engine.ts";
