import type { Graph, GraphNode, TensorData, ValueInfo } from "../../graph/mod.ts";
import type { Store, StoredWeight } from "./_stored_weight.ts";
import { weightsOf } from "./_weights.ts";
import { storeAsFloat16 } from "./fp16.ts";
import { storeAsInt8 } from "./int8.ts";
import { WEIGHT_FORMS, type WeightForm } from "./weight_form.ts";

const STORES: Readonly<Record<Exclude<WeightForm, "fp32">, Store>> = {
  fp16: storeAsFloat16,
  int8: storeAsInt8,
};

/** Bytes that a weight must save: its node has a name, and stands in every picture of the graph. */
const WORTH = 256;

/**
 * A graph with its weights stored in another form: each has a node before its first reader that makes float32
 * of it, under the name that the weight had. Only the weights of operators whose channels are known are
 * changed, of those the ones that save at least 256 bytes, and none that the form cannot hold. Biases stay float32.
 *
 * @throws {RangeError} For an unknown form.
 */
export function compressWeights(graph: Graph, form: WeightForm): Graph {
  if (form === "fp32") return graph;
  const store = STORES[form];
  if (store === undefined) {
    throw new RangeError(
      `Unsupported form of weights: "${form}". Should be one of: ${WEIGHT_FORMS.join(", ")}`,
    );
  }
  const unique = uniqueNames(graph);
  const values = new Map(graph.values);
  const constants = new Map<string, readonly (readonly [string, TensorData])[]>();
  const makers = new Map<string, (reader: GraphNode) => GraphNode>();
  for (const [name, { value, axis }] of weightsOf(graph)) {
    const stored = store(value, axis);
    if (stored === undefined || !isWorth(value, stored)) continue;
    const inputs = stored.inputs.map((input) =>
      [unique(`${name}_${input.suffix}`), input.value] as const
    );
    constants.set(name, inputs);
    values.set(name, infoOf(name, value));
    for (const [input, constant] of inputs) values.set(input, infoOf(input, constant));
    makers.set(name, (reader) => ({
      name: unique(`${scopeOf(reader)}${stored.opType}`),
      opType: stored.opType,
      inputs: inputs.map(([input]) => input),
      outputs: [name],
      attributes: stored.attributes,
    }));
  }
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node) => [...makersFor(node, makers), node]),
    initializers: new Map(
      [...graph.initializers].flatMap(([name, value]) => constants.get(name) ?? [[name, value]]),
    ),
    values,
  };
}

/** The nodes that make the weights which a node is the first to read. */
function makersFor(node: GraphNode, makers: Map<string, (reader: GraphNode) => GraphNode>) {
  return node.inputs.flatMap((input) => {
    const make = makers.get(input);
    makers.delete(input);
    return make === undefined ? [] : [make(node)];
  });
}

function isWorth(weight: TensorData, { inputs }: StoredWeight): boolean {
  const stored = inputs.reduce((sum, { value }) => sum + value.data.byteLength, 0);
  return weight.data.byteLength - stored >= WORTH;
}

function infoOf(name: string, { dtype, shape }: TensorData): ValueInfo {
  return { name, dtype, shape };
}

/** `dense_1/` of `dense_1/Gemm`. */
function scopeOf({ name }: GraphNode): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

/** Gives names that no value and no node of the graph has. */
function uniqueNames(graph: Graph): (base: string) => string {
  const used = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs]),
  ]);
  return (base) => {
    let name = base;
    for (let i = 1; used.has(name); i++) name = `${base}_${i}`;
    used.add(name);
    return name;
  };
}
