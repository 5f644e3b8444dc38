import type { Attribute, Dimension, Graph, GraphNode } from "./graph.ts";
import type { ElementType, TensorData } from "./tensor.ts";

/** Options of {@linkcode dump}. */
export interface DumpOptions {
  /** Constants of at most this many elements are printed with their values. @default {8} */
  readonly maxValues?: number;
}

/**
 * A graph as text, one input, constant, node or output a line, for golden tests and for eyes:
 *
 * ```text
 * graph lenet
 * input x: float32[batch,1,28,28]
 * const w: float32[32,1,5,5]
 * conv/Conv: Conv(x, w) {pads=[2,2,2,2]} -> h float32[batch,32,28,28]
 * output h: float32[batch,32,28,28]
 * ```
 *
 * Operators of other domains than ONNX's own read `domain.Op`. The text is a function of the graph alone:
 * attributes are sorted by name, all else keeps its order.
 */
export function dump(graph: Graph, { maxValues = 8 }: DumpOptions = {}): string {
  const infos = new Map([
    ...graph.values,
    ...graph.outputs.map((info) => [info.name, info] as const),
  ]);
  const describe = (name: string) => {
    const info = infos.get(name);
    return info === undefined ? name : `${name} ${type(info.dtype, info.shape)}`;
  };
  return [
    `graph ${graph.name}`,
    ...graph.inputs.map(({ name, dtype, shape }) => `input ${name}: ${type(dtype, shape)}`),
    ...[...graph.initializers].map(([name, value]) =>
      `const ${name}: ${constant(value, maxValues)}`
    ),
    ...graph.nodes.map((node) => {
      const outputs = node.outputs.map((name) => name === "" ? "_" : describe(name));
      return `${call(node, maxValues)} -> ${outputs.join(", ")}`;
    }),
    ...graph.outputs.map(({ name, dtype, shape }) => `output ${name}: ${type(dtype, shape)}`),
    "",
  ].join("\n");
}

function call(node: GraphNode, maxValues: number): string {
  const inputs = node.inputs.map((name) => name === "" ? "_" : name).join(", ");
  const attributes = Object.keys(node.attributes).sort()
    .map((key) => `${key}=${attribute(node.attributes[key]!, maxValues)}`);
  const suffix = attributes.length > 0 ? ` {${attributes.join(", ")}}` : "";
  const type = node.domain === undefined ? node.opType : `${node.domain}.${node.opType}`;
  return `${node.name}: ${type}(${inputs})${suffix}`;
}

function type(dtype: ElementType, shape: readonly Dimension[]): string {
  return `${dtype}[${shape.join(",")}]`;
}

function constant(value: TensorData, maxValues: number): string {
  const { dtype, shape, data } = value;
  if (data.length > maxValues) return type(dtype, shape);
  const round = ROUNDING[dtype];
  const numbers = Array.from(
    data as ArrayLike<number | bigint>,
    (element) => round ? shortest(element as number, round) : String(element),
  );
  return `${type(dtype, shape)} = ${shape.length === 0 ? numbers[0] : `[${numbers.join(",")}]`}`;
}

/** The nearest number of a type that is narrower than JavaScript's. */
const ROUNDING: Partial<Record<ElementType, (value: number) => number>> = {
  float16: (value) => Math.f16round(value),
  float32: Math.fround,
};

/**
 * The shortest decimal that reads back as the same number of a type. Nine significant digits tell any two
 * float32 apart.
 */
function shortest(value: number, round = Math.fround): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Object.is(round(Number(text)), value)) return text;
  }
  return String(value);
}

function attribute(value: Attribute, maxValues: number): string {
  switch (value.kind) {
    case "int":
      return String(value.value);
    case "ints":
      return `[${value.value.join(",")}]`;
    case "float":
      return decimal(value.value);
    case "floats":
      return `[${value.value.map(decimal).join(",")}]`;
    case "string":
      return JSON.stringify(value.value);
    case "tensor":
      return constant(value.value, maxValues);
  }
}

/** A float that cannot be taken for an integer. Attributes are float32 in the file. */
function decimal(value: number): string {
  const text = shortest(Math.fround(value));
  return Number.isInteger(Number(text)) && !text.includes("e") ? `${text}.0` : text;
}
