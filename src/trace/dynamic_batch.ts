import {
  type Dimension,
  type Graph,
  type GraphNode,
  tensor,
  type TensorData,
  type ValueInfo,
} from "../graph/mod.ts";
import { differingConstants } from "./compare.ts";
import { TraceError } from "./errors.ts";
import type { TracedFunction } from "./trace_function.ts";

/** The name that a dynamic batch has in a graph's shapes. */
export const BATCH = "batch";

/** Two batch sizes to trace at: primes, which no layer has as a size. */
const SIZES = [11, 13] as const;

/** A number that grows with the batch: `slope * batch + offset`. */
interface Linear {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Traces a function at two batch sizes and rewrites the first trace for any: sizes that differ are
 * expressed by the size of the first input's first axis, named {@linkcode BATCH}.
 *
 * Throws `TraceError` where a constant or an operation depends on the batch in another way. A function
 * that branches on the batch can look the same at both sizes: compare values at others too.
 */
export function withDynamicBatch(trace: (batch: number) => TracedFunction): TracedFunction {
  const first = trace(SIZES[0]);
  const second = trace(SIZES[1]);
  return { ...first, graph: new Rewriter(first.graph, second.graph, first.inputs[0]!).rewrite() };
}

class Rewriter {
  readonly #nodes: GraphNode[] = [];
  readonly #initializers: Map<string, TensorData>;
  readonly #terms = new Map<string, string>();

  constructor(readonly first: Graph, readonly second: Graph, readonly input: string) {
    this.#initializers = new Map(first.initializers);
  }

  rewrite(): Graph {
    const { first, second } = this;
    const reshaped = new Set(
      first.nodes.filter((node) => node.opType === "Reshape").map((node) => node.inputs[1]!),
    );
    for (
      const { name, first: a, second: b } of differingConstants(first, second, "the batch size")
    ) {
      if (a.dtype === "int64") this.#dynamicShape(name, a, b, reshaped.has(name));
      else this.#batchSized(name, a, b);
    }
    const values = new Map(
      [...first.values].map((
        [name, info],
      ) => [name, this.#symbolic(info, second.values.get(name)!)]),
    );
    const outward = (infos: readonly ValueInfo[]) =>
      infos.map((info) => values.get(info.name) ?? info);
    const outputs = first.outputs.map((info, i) => this.#symbolic(info, second.outputs[i]!));
    return {
      ...first,
      inputs: outward(first.inputs),
      outputs,
      nodes: [...this.#nodes, ...first.nodes],
      initializers: this.#initializers,
      values,
    };
  }

  /** A shape, an end of a slice or a count of tiles: its elements become functions of the batch. */
  #dynamicShape(name: string, a: TensorData, b: TensorData, reshape: boolean): void {
    const elements = Array.from(a.data, Number).map((value, i) =>
      linear(value, Number(b.data[i]), name)
    );
    const moving = elements.filter(({ slope }) => slope !== 0);
    if (reshape && moving.length === 1) {
      // Reshape works out one size by itself, and the graph stays free of shape arithmetic.
      const target = elements.map(({ slope, offset }) => (slope === 0 ? offset : -1));
      this.#initializers.set(name, tensor("int64", [target.length], target));
      return;
    }
    this.#initializers.delete(name);
    this.#nodes.push({
      name: `${name}/from_batch`,
      opType: "Concat",
      inputs: elements.map((element) => this.#term(element)),
      outputs: [name],
      attributes: { axis: { kind: "int", value: 0 } },
    });
  }

  /** A constant with one row for each sample (a state of zeros, say): one row, spread when it runs. */
  #batchSized(name: string, a: TensorData, b: TensorData): void {
    const axis = a.shape.findIndex((dim, i) => dim !== b.shape[i]);
    const { slope, offset } = linear(a.shape[axis] ?? 0, b.shape[axis] ?? 0, name);
    if (axis !== 0 || slope !== 1 || offset !== 0 || !uniform(a) || !uniform(b)) {
      throw new TraceError(
        `Cannot export constant "${name}": its values depend on the batch size`,
        [name],
      );
    }
    const rest = a.shape.slice(1);
    const row = `${name}/row`;
    const size = rest.reduce((product, dim) => product * dim, 1);
    this.#initializers.delete(name);
    this.#initializers.set(
      row,
      { dtype: a.dtype, shape: [1, ...rest], data: a.data.slice(0, size) } as TensorData,
    );
    const shape = [{ slope: 1, offset: 0 }, ...rest.map((offset) => ({ slope: 0, offset }))];
    const target = `${name}/shape`;
    this.#nodes.push(
      {
        name: target,
        opType: "Concat",
        inputs: shape.map((element) => this.#term(element)),
        outputs: [target],
        attributes: { axis: { kind: "int", value: 0 } },
      },
      {
        name: `${name}/expand`,
        opType: "Expand",
        inputs: [row, target],
        outputs: [name],
        attributes: {},
      },
    );
  }

  /** Name of a one-element int64 value that holds `slope * batch + offset`. */
  #term({ slope, offset }: Linear): string {
    if (slope === 0) return this.#integer(offset);
    const key = `${BATCH}*${slope}+${offset}`;
    const known = this.#terms.get(key);
    if (known !== undefined) return known;
    let name = this.#batch();
    if (slope !== 1) name = this.#node("Mul", [name, this.#integer(slope)], `${BATCH}*${slope}`);
    if (offset !== 0) name = this.#node("Add", [name, this.#integer(offset)], key);
    this.#terms.set(key, name);
    return name;
  }

  #batch(): string {
    const known = this.#terms.get(BATCH);
    if (known !== undefined) return known;
    const shape = this.#node("Shape", [this.input], `${BATCH}/shape`);
    const ends = [this.#integer(0), this.#integer(1)];
    const name = this.#node("Slice", [shape, ...ends], `${BATCH}/size`);
    this.#terms.set(BATCH, name);
    return name;
  }

  #integer(value: number): string {
    const name = `${BATCH}/integer_${value}`;
    this.#initializers.set(name, tensor("int64", [1], [value]));
    return name;
  }

  #node(opType: string, inputs: string[], name: string): string {
    this.#nodes.push({ name, opType, inputs, outputs: [name], attributes: {} });
    return name;
  }

  #symbolic(a: ValueInfo, b: ValueInfo): ValueInfo {
    const shape = a.shape.map((dim, i): Dimension => {
      const other = b.shape[i]!;
      if (dim === other || typeof dim === "string" || typeof other === "string") return dim;
      const { slope, offset } = linear(dim, other, a.name);
      if (slope === 1 && offset === 0) return BATCH;
      return `${slope}*${BATCH}${offset === 0 ? "" : `+${offset}`}`;
    });
    return { ...a, shape };
  }
}

function linear(a: number, b: number, name: string): Linear {
  const slope = (b - a) / (SIZES[1] - SIZES[0]);
  const offset = a - slope * SIZES[0];
  if (Number.isInteger(slope)) return { slope, offset };
  throw new TraceError(
    `Cannot export "${name}": a size of ${a} at batch ${SIZES[0]} and ${b} at batch ${
      SIZES[1]
    } is no multiple of the batch`,
    [name],
  );
}

/** Whether all rows along the first axis are equal. */
function uniform({ data, shape }: TensorData): boolean {
  const size = data.length / shape[0]!;
  for (let i = size; i < data.length; i++) {
    if (data[i] !== data[i - size]) return false;
  }
  return true;
}
