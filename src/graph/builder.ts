import type { Attribute, Dimension, Graph, GraphNode, ValueInfo } from "./graph.ts";
import type { ElementType, TensorData } from "./tensor.ts";

/** An attribute as translators write it: integers, floats with {@linkcode float}, strings. */
export type AttributeInput = number | readonly number[] | string | Attribute;

/** Marks a number as a float attribute: `{ alpha: float(1) }`. A bare number is an integer. */
export function float(value: number): Attribute {
  return { kind: "float", value };
}

function toAttribute(input: AttributeInput): Attribute {
  if (typeof input === "number") return { kind: "int", value: input };
  if (typeof input === "string") return { kind: "string", value: input };
  if (Array.isArray(input)) return { kind: "ints", value: input as readonly number[] };
  return input as Attribute;
}

/** What an emitted node's one output is: its element type and shape. */
export interface OutputInfo {
  readonly dtype: ElementType;
  readonly shape: readonly Dimension[];
}

/**
 * Collects nodes, inputs and initializers into a {@linkcode Graph}. Names are made unique and are a
 * function of the order of the calls alone, so that two traces of one function can be compared.
 *
 * This module is browser compatible.
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #inputs: ValueInfo[] = [];
  readonly #initializers = new Map<string, TensorData>();
  readonly #values = new Map<string, ValueInfo>();
  readonly #used = new Map<string, number>();

  /** A name not used before: `base`, or `base_1`, `base_2` ... */
  unique(base: string): string {
    const count = this.#used.get(base) ?? 0;
    this.#used.set(base, count + 1);
    if (count === 0) return base;
    return this.unique(`${base}_${count}`);
  }

  /** Adds a graph input and returns its name. */
  input(base: string, dtype: ElementType, shape: readonly Dimension[]): string {
    const name = this.unique(base);
    const info = { name, dtype, shape: [...shape] };
    this.#inputs.push(info);
    this.#values.set(name, info);
    return name;
  }

  /** Adds a constant and returns its name. */
  constant(value: TensorData, base = "constant"): string {
    const name = this.unique(base);
    this.#initializers.set(name, value);
    this.#values.set(name, { name, dtype: value.dtype, shape: value.shape });
    return name;
  }

  /** The constant behind `name`, or `undefined` where it is not one. */
  constantOf(name: string): TensorData | undefined {
    return this.#initializers.get(name);
  }

  /** Element type and shape of a value. Throws `ReferenceError` for an unknown name. */
  infoOf(name: string): ValueInfo {
    const info = this.#values.get(name);
    if (info === undefined) throw new ReferenceError(`Graph has no value named "${name}"`);
    return info;
  }

  /** Adds a node with one output per entry of `outputs` and returns the outputs' names. */
  node(
    opType: string,
    inputs: readonly string[],
    outputs: readonly OutputInfo[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
    scope = "",
  ): string[] {
    const name = this.unique(scope === "" ? opType : `${scope}/${opType}`);
    const names = outputs.map((_, i) => this.unique(i === 0 ? `${name}_out` : `${name}_out${i}`));
    outputs.forEach(({ dtype, shape }, i) => {
      this.#values.set(names[i]!, { name: names[i]!, dtype, shape: [...shape] });
    });
    this.#nodes.push({
      name,
      opType,
      inputs: [...inputs],
      outputs: names,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, toAttribute(value)]),
      ),
    });
    return [...names];
  }

  /**
   * Closes the graph. Each output is a value and the name it gets outside; an `Identity` gives it
   * that name, which the passes then remove where they can.
   */
  build(name: string, outputs: readonly { value: string; name: string }[]): Graph {
    const nodes = [...this.#nodes];
    const infos = outputs.map((output) => {
      const { dtype, shape } = this.infoOf(output.value);
      const unique = this.unique(output.name);
      nodes.push({
        name: `output/${unique}`,
        opType: "Identity",
        inputs: [output.value],
        outputs: [unique],
        attributes: {},
      });
      return { name: unique, dtype, shape };
    });
    return {
      name,
      nodes,
      inputs: [...this.#inputs],
      outputs: infos,
      initializers: new Map(this.#initializers),
      values: new Map(this.#values),
    };
  }
}
