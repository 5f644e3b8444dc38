/**
 * TensorFlow graphs as the protobuf message `GraphDef`.
 *
 * @module
 */
export * from "./graph_def.ts";
export { WireWriter } from "./wire_writer.ts";
export type { TensorValue } from "./tensor.ts";
