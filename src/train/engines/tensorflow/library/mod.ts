/**
 * Finding and loading TensorFlow's library.
 *
 * @module
 */
export { CUDA_PARTS, type CudaPart } from "./cuda.ts";
export { LibraryError } from "./error.ts";
export { findLibrary, type FindOptions, type TensorflowLibrary } from "./find.ts";
export { isOpen, openLibrary, type OpenOptions } from "./open.ts";
export { LIBRARY_VARIABLES, type SearchOptions } from "./places.ts";
export type { PythonSearch } from "./python.ts";
