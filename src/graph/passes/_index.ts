import type { Attribute, Dimension, Graph, GraphNode, ValueInfo } from "../graph.ts";
import type { TensorData } from "../tensor.ts";

/** A node while a pass edits it. */
export interface EditableNode extends GraphNode {
  name: string;
  opType: string;
  inputs: string[];
  outputs: string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** Most passes change nothing; the next one then need not build the index again. */
const unchanged = new WeakMap<Graph, GraphIndex>();

/** Fields of a node that {@linkcode GraphIndex.update} replaces. */
export interface NodeUpdate {
  readonly opType?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * A copy of a graph that knows each value's producer and consumers and keeps them up to date while a
 * pass edits it. Edits keep the topological order: a node only moves later, never earlier.
 */
export class GraphIndex {
  readonly #graph: Graph;
  readonly #slots: EditableNode[][];
  readonly #slotOf = new Map<EditableNode, number>();
  readonly #producers = new Map<string, EditableNode>();
  readonly #consumers = new Map<string, Set<EditableNode>>();
  readonly #outputs: Map<string, ValueInfo>;
  readonly #initializers: Map<string, TensorData>;
  readonly #values: Map<string, ValueInfo>;
  #used: Set<string> | undefined;
  readonly #suffixes = new Map<string, number>();
  #changed = false;

  /** The index of a graph: one that a pass left as it was, or else a new one. */
  static of(graph: Graph): GraphIndex {
    const index = unchanged.get(graph) ?? new GraphIndex(graph);
    unchanged.delete(graph);
    return index;
  }

  private constructor(graph: Graph) {
    this.#graph = graph;
    this.#outputs = new Map(graph.outputs.map((info) => [info.name, info]));
    this.#initializers = new Map(graph.initializers);
    this.#values = new Map(graph.values);
    this.#slots = graph.nodes.map((node, slot) => {
      const copy = { ...node, inputs: [...node.inputs], outputs: [...node.outputs] };
      this.#link(copy, slot);
      return [copy];
    });
  }

  #link(node: EditableNode, slot: number): void {
    this.#slotOf.set(node, slot);
    for (const output of node.outputs) if (output !== "") this.#producers.set(output, node);
    for (const input of node.inputs) this.#consumersOf(input).add(node);
  }

  #unlink(node: EditableNode): void {
    this.#slotOf.delete(node);
    for (const output of node.outputs) this.#producers.delete(output);
    for (const input of node.inputs) this.#consumers.get(input)?.delete(node);
  }

  #consumersOf(name: string): Set<EditableNode> {
    let consumers = this.#consumers.get(name);
    if (consumers === undefined) this.#consumers.set(name, consumers = new Set());
    return consumers;
  }

  /** The nodes in topological order. Nodes that are inserted meanwhile are not visited. */
  *nodes(): Generator<EditableNode> {
    for (const slot of this.#slots) {
      for (const node of [...slot]) if (this.#slotOf.has(node)) yield node;
    }
  }

  /** The node that makes a value; `undefined` for a graph input or an initializer. */
  producer(name: string): EditableNode | undefined {
    return this.#producers.get(name);
  }

  /** The nodes that read a value. */
  consumers(name: string): ReadonlySet<EditableNode> {
    return this.#consumersOf(name);
  }

  /** Whether a value is an output of the graph. */
  isOutput(name: string): boolean {
    return this.#outputs.has(name);
  }

  /** The one node that reads a value, and reads it once; `undefined` where others or the outside need it. */
  soleConsumer(name: string): EditableNode | undefined {
    const consumers = this.#consumersOf(name);
    if (consumers.size !== 1 || this.isOutput(name)) return undefined;
    const [node] = consumers;
    return node!.inputs.indexOf(name) === node!.inputs.lastIndexOf(name) ? node : undefined;
  }

  /** The constant behind a value; `undefined` where it is not one. */
  constant(name: string | undefined): TensorData | undefined {
    return name === undefined ? undefined : this.#initializers.get(name);
  }

  /** All constants by name. */
  get initializers(): ReadonlyMap<string, TensorData> {
    return this.#initializers;
  }

  /** Element type and shape of a value where known. */
  info(name: string | undefined): ValueInfo | undefined {
    if (name === undefined) return undefined;
    return this.#values.get(name) ?? this.#outputs.get(name) ?? this.#initializerInfo(name);
  }

  #initializerInfo(name: string): ValueInfo | undefined {
    const value = this.#initializers.get(name);
    return value && { name, dtype: value.dtype, shape: value.shape };
  }

  /** Shape of a value where known. */
  shape(name: string | undefined): readonly Dimension[] | undefined {
    return this.info(name)?.shape;
  }

  /** A name that no value and no node has. */
  unique(base: string): string {
    this.#used ??= new Set([
      ...this.#producers.keys(),
      ...this.#consumers.keys(),
      ...this.#initializers.keys(),
      ...this.#values.keys(),
      ...this.#outputs.keys(),
      ...this.#graph.nodes.map(({ name }) => name),
    ]);
    let name = base;
    // Where the last search for this base ended; from 1 each time would be quadratic.
    let i = this.#suffixes.get(base) ?? 1;
    while (this.#used.has(name)) name = `${base}_${i++}`;
    this.#suffixes.set(base, i);
    this.#used.add(name);
    return name;
  }

  /** Adds a constant and returns its name. */
  addConstant(base: string, value: TensorData): string {
    const name = this.unique(base);
    this.#initializers.set(name, value);
    this.#values.set(name, { name, dtype: value.dtype, shape: value.shape });
    this.#changed = true;
    return name;
  }

  /**
   * Gives `user` another constant in place of one that it reads and returns its name: the same, where
   * nothing else reads it.
   */
  replaceConstant(name: string, value: TensorData, user: EditableNode): string {
    if (this.soleConsumer(name) !== user) return this.addConstant(name, value);
    this.#initializers.set(name, value);
    this.#values.set(name, { name, dtype: value.dtype, shape: value.shape });
    this.#changed = true;
    return name;
  }

  /** Takes out a constant that nothing reads. */
  removeConstant(name: string): void {
    this.#initializers.delete(name);
    this.#values.delete(name);
    this.#changed = true;
  }

  /** Puts a node with one output in front of another, in the other's scope, and returns its output's name. */
  insertBefore(
    before: EditableNode,
    opType: string,
    inputs: readonly string[],
    info: Omit<ValueInfo, "name">,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const name = this.unique(inScope(before.name, opType));
    const output = this.unique(`${name}_out`);
    const slot = this.#slotOf.get(before)!;
    const node = { name, opType, inputs: [...inputs], outputs: [output], attributes };
    this.#slots[slot]!.splice(this.#slots[slot]!.indexOf(before), 0, node);
    this.#link(node, slot);
    this.#values.set(output, { ...info, name: output });
    this.#changed = true;
    return output;
  }

  /**
   * Replaces fields of a node in place. With a new operator it gets a new name in the same scope, or in
   * that of `named`, the node whose work it takes over.
   */
  update(node: EditableNode, update: NodeUpdate, named: EditableNode = node): void {
    const slot = this.#slotOf.get(node)!;
    this.#unlink(node);
    const opType = update.opType ?? node.opType;
    // The other node mostly goes away next; until then names stay unique.
    if (named.opType === opType) [node.name, named.name] = [named.name, node.name];
    else node.name = this.unique(inScope(named.name, opType));
    node.opType = opType;
    if (update.inputs !== undefined) node.inputs = [...update.inputs];
    if (update.outputs !== undefined) node.outputs = [...update.outputs];
    if (update.attributes !== undefined) node.attributes = update.attributes;
    this.#link(node, slot);
    this.#changed = true;
  }

  /** Takes out a node whose outputs nothing reads any more. */
  remove(node: EditableNode): void {
    const slot = this.#slots[this.#slotOf.get(node)!]!;
    this.#unlink(node);
    slot.splice(slot.indexOf(node), 1);
    for (const output of node.outputs) this.#values.delete(output);
    this.#changed = true;
  }

  /** Lets every node that reads `from` read `to` instead. */
  redirect(from: string, to: string): void {
    for (const consumer of [...this.#consumersOf(from)]) {
      this.update(consumer, {
        inputs: consumer.inputs.map((input) => input === from ? to : input),
      });
    }
  }

  /**
   * Puts a constant in the place of a node with one output. Where that is an output of the graph the
   * node becomes an `Identity` of the constant.
   */
  replaceByConstant(node: EditableNode, value: TensorData): void {
    const [output] = node.outputs;
    if (this.isOutput(output!)) {
      const constant = this.addConstant(`${output}_value`, value);
      this.update(node, { opType: "Identity", inputs: [constant], attributes: {} });
      return;
    }
    this.remove(node);
    this.#initializers.set(output!, value);
    this.#values.set(output!, { name: output!, dtype: value.dtype, shape: value.shape });
  }

  /**
   * Takes out a node whose first output equals the value `to`, which must exist before it. An output
   * of the graph keeps its name: the producer of `to` gives it that name, or, where `to` is itself an
   * output, an input or a constant, the node becomes an `Identity`.
   */
  forward(node: EditableNode, to: string): void {
    const from = node.outputs[0]!;
    if (!this.isOutput(from)) {
      this.redirect(from, to);
      this.remove(node);
      return;
    }
    const producer = this.producer(to);
    if (producer === undefined || this.isOutput(to)) {
      if (node.opType !== "Identity" || node.inputs[0] !== to) {
        this.update(node, { opType: "Identity", inputs: [to], outputs: [from], attributes: {} });
      }
      return;
    }
    const info = this.info(to);
    this.remove(node);
    this.redirect(from, to);
    this.update(producer, {
      outputs: producer.outputs.map((output) => output === to ? from : output),
    });
    this.redirect(to, from);
    this.#values.delete(to);
    if (info !== undefined) this.#values.set(from, { ...info, name: from });
  }

  /** The edited graph, or the very graph that it started from where nothing changed. */
  finish(): Graph {
    if (!this.#changed) {
      unchanged.set(this.#graph, this);
      return this.#graph;
    }
    return {
      ...this.#graph,
      nodes: this.#slots.flat(),
      initializers: this.#initializers,
      values: this.#values,
    };
  }
}

/** A name for an operator in the scope of the node that it replaces: `dense/Add` gives `dense/Gemm`. */
function inScope(name: string, opType: string): string {
  const slash = name.lastIndexOf("/");
  return slash < 0 ? opType : `${name.slice(0, slash)}/${opType}`;
}

/** A pass that calls `visit` once for every node, in topological order. */
export function visitNodes(
  graph: Graph,
  visit: (node: EditableNode, index: GraphIndex) => void,
): Graph {
  const index = GraphIndex.of(graph);
  for (const node of index.nodes()) visit(node, index);
  return index.finish();
}
