import onnxProto from "onnx-proto";
import type { onnx as Onnx } from "onnx-proto";

/**
 * ONNX's protobuf messages. The one file that knows the library, and only encode.ts and decode.ts
 * use it: there a `bigint` would become 0 without a word.
 *
 * The default export is the CommonJS module; the named import works in Vitest alone.
 */
export const { onnx } = onnxProto;
export type { Onnx };
