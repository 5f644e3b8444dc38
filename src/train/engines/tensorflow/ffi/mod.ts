/**
 * TensorFlow's C API by Deno's foreign function interface: its functions, texts, its status.
 *
 * @module
 */
export { cString, readBytes, readCString } from "./c_string.ts";
export { Status, TensorflowError } from "./status.ts";
export { type Address, TENSORFLOW_SYMBOLS, type TensorflowSymbols } from "./symbols.ts";
