import { DATA_TYPES } from "../data_type.ts";
import type { Attribute, Graph, GraphNode, ValueInfo } from "../graph.ts";
import { type ElementType, tensor, type TensorData } from "../tensor.ts";
import { staticShape } from "./_shapes.ts";

/** Operator domain of ONNX Runtime's blocked convolutions and pools. */
const BLOCKED_DOMAIN = "com.microsoft.nchwc";

/** What a node that is added gives. */
interface Result {
  readonly shape: readonly number[];
  readonly dtype?: ElementType;
}

/**
 * A graph that is written anew, node by node. A value lies in its own order, in blocks of channels, or in both;
 * it is brought into the order that a node asks for when the first one does.
 */
export class BlockedGraph {
  readonly nodes: GraphNode[] = [];
  readonly #graph: Graph;
  readonly #initializers: Map<string, TensorData>;
  readonly #values: Map<string, ValueInfo>;
  readonly #names: Set<string>;
  readonly #blocked = new Map<string, string>();
  readonly #missing = new Set<string>();

  constructor(graph: Graph, readonly block: number) {
    this.#graph = graph;
    this.#initializers = new Map(graph.initializers);
    this.#values = new Map(graph.values);
    for (const info of [...graph.inputs, ...graph.outputs]) this.#values.set(info.name, info);
    this.#names = new Set([...this.#values.keys(), ...this.#initializers.keys()]);
    for (const { name, outputs } of graph.nodes) {
      [name, ...outputs].forEach((n) => this.#names.add(n));
    }
  }

  /** A value's shape where it is known in numbers. */
  shape(name: string): readonly number[] | undefined {
    return staticShape(this.#initializers.get(name)?.shape ?? this.#values.get(name)?.shape);
  }

  /** A value's element type where it is known. */
  dtype(name: string): ElementType | undefined {
    return this.#values.get(name)?.dtype ?? this.#initializers.get(name)?.dtype;
  }

  /** Whether a value already lies in blocks. */
  isBlocked(name: string): boolean {
    return this.#blocked.has(name);
  }

  /** Whether a value can lie in blocks: NCHW, its channels a multiple of the block. */
  canBlock(name: string): boolean {
    const shape = this.shape(name);
    return this.isBlocked(name) ||
      shape?.length === 4 && shape[1]! % this.block === 0 && this.dtype(name) === "float32";
  }

  /** Adds a node with one result and returns the result's name. */
  add(
    opType: string,
    inputs: readonly string[],
    { shape, dtype = "float32" }: Result,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain?: string,
  ): string {
    const name = this.#unique(opType);
    const output = this.#unique(`${name}_out`);
    this.#values.set(output, { name: output, dtype, shape });
    const node = { name, opType, inputs, outputs: [output], attributes };
    this.nodes.push(domain === undefined ? node : { ...node, domain });
    return output;
  }

  /** Adds a node of ONNX Runtime's blocked operators; integers and lists of them are its attributes. */
  addBlocked(
    opType: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: Readonly<Record<string, number | readonly number[]>> = {},
  ): string {
    const kinds = Object.entries(attributes).map(([key, value]): [string, Attribute] => [
      key,
      typeof value === "number" ? { kind: "int", value } : { kind: "ints", value },
    ]);
    return this.add(opType, inputs, { shape }, Object.fromEntries(kinds), BLOCKED_DOMAIN);
  }

  /** Adds a `Reshape`. */
  reshape(name: string, shape: readonly number[]): string {
    return this.add("Reshape", [name, this.integers(shape)], { shape });
  }

  /** Adds a one-dimensional constant of integers. */
  integers(values: readonly number[]): string {
    const name = this.#unique("integers");
    this.#initializers.set(name, tensor("int64", [values.length], values));
    return name;
  }

  /** Says that `blocked` holds the value `name` in blocks, in place of a node that made it. */
  define(name: string, blocked: string): void {
    this.#blocked.set(name, blocked);
    this.#missing.add(name);
  }

  /** Name of a value's elements in blocks. */
  inBlocks(name: string): string {
    const known = this.#blocked.get(name);
    if (known !== undefined) return known;
    const made = this.addBlocked("ReorderInput", [name], this.shape(name)!);
    this.#blocked.set(name, made);
    return made;
  }

  /** Makes sure that a value lies in its own order under its own name. */
  inOrder(name: string): void {
    if (!this.#missing.delete(name)) return;
    const source = this.#blocked.get(name)!;
    const shape = this.shape(name)!;
    const reorder = (from: string, to: string) =>
      this.nodes.push({
        name: this.#unique("ReorderOutput"),
        opType: "ReorderOutput",
        inputs: [from],
        outputs: [to],
        attributes: { channels: { kind: "int", value: shape[1]! } },
        domain: BLOCKED_DOMAIN,
      });
    if (this.dtype(name) === "float32") {
      reorder(source, name);
      return;
    }
    // Floats alone are reordered; blocked values are floats or masks.
    const cast = (to: "float32" | "bool"): Record<string, Attribute> => ({
      to: { kind: "int", value: DATA_TYPES[to] },
    });
    const floats = this.#unique(`${name}_floats`);
    reorder(this.add("Cast", [source], { shape }, cast("float32")), floats);
    this.nodes.push({
      name: this.#unique("Cast"),
      opType: "Cast",
      inputs: [floats],
      outputs: [name],
      attributes: cast("bool"),
    });
  }

  /** The graph as it now is. */
  finish(): Graph {
    this.#graph.outputs.forEach(({ name }) => this.inOrder(name));
    return {
      ...this.#graph,
      nodes: this.nodes,
      initializers: this.#initializers,
      values: this.#values,
    };
  }

  #unique(base: string): string {
    let name = base;
    for (let i = 1; this.#names.has(name); i++) name = `${base}_${i}`;
    this.#names.add(name);
    return name;
  }
}
