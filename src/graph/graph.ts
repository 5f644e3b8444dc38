import type { ElementType, TensorData } from "./tensor.ts";

/** A dimension: a number, or the name of one that is known only at run time, such as `"batch"`. */
export type Dimension = number | string;

/** Name, element type and shape of a value that flows through a graph. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly Dimension[];
}

/** A node's attribute. ONNX tells integers from floats, so the kind is written down. */
export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "tensor"; readonly value: TensorData };

/** One ONNX operator call. An absent optional input is the empty string. */
export interface GraphNode {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Operator domain of one runtime's own operators; absent for ONNX's. */
  readonly domain?: string;
}

/**
 * An ONNX graph as plain data. Nodes are in topological order and
 * every value has one producer: a node, an input or an initializer.
 *
 * This module is browser compatible.
 */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: ReadonlyMap<string, TensorData>;
  /** Element type and shape of the values between nodes, where known. */
  readonly values: ReadonlyMap<string, ValueInfo>;
}
