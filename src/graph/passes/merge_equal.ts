import type { Attribute, Graph } from "../graph.ts";
import type { TensorData } from "../tensor.ts";
import { type EditableNode, GraphIndex } from "./_index.ts";

/** Operators that give something else each time, and Identity, which stands only where it must. */
const KEPT = new Set(
  "Identity Bernoulli Dropout Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike"
    .split(" "),
);
const COMMUTATIVE = new Set(["Add", "Mul", "And", "Or", "Xor", "Equal"]);

/** Computes equal things once: constants of equal contents, nodes of equal operator, inputs and attributes. */
export function mergeEqual(graph: Graph): Graph {
  const index = GraphIndex.of(graph);
  mergeConstants(index);
  const known = new Map<string, EditableNode>();
  for (const node of index.nodes()) {
    if (KEPT.has(node.opType)) continue;
    const key = keyOf(node);
    const earlier = known.get(key);
    if (earlier === undefined) known.set(key, node);
    else merge(node, earlier, index);
  }
  return index.finish();
}

function merge(node: EditableNode, earlier: EditableNode, index: GraphIndex): void {
  if (node.outputs.length === 1) return index.forward(node, earlier.outputs[0]!);
  if (node.outputs.some((name) => index.isOutput(name))) return;
  node.outputs.forEach((name, i) => index.redirect(name, earlier.outputs[i]!));
  index.remove(node);
}

function keyOf(node: EditableNode): string {
  const inputs = COMMUTATIVE.has(node.opType) ? [...node.inputs].sort() : node.inputs;
  const attributes = Object.entries(node.attributes)
    .map(([name, attribute]) => [name, attribute.kind, valueKey(attribute)])
    .sort(([a], [b]) => a! < b! ? -1 : 1);
  const outputs = node.outputs.map((name) => name !== "");
  return JSON.stringify([node.opType, inputs, attributes, outputs]);
}

function valueKey(attribute: Attribute): string {
  if (attribute.kind === "tensor") {
    const { dtype, shape, data } = attribute.value;
    return `${dtype}[${shape}]${data}`;
  }
  return String(attribute.value);
}

function mergeConstants(index: GraphIndex): void {
  const buckets = new Map<string, [string, TensorData][]>();
  for (const [name, value] of [...index.initializers]) {
    // The first elements tell most constants apart without a look at all of them.
    const key = `${value.dtype}[${value.shape}]${value.data.subarray(0, 8)}`;
    const bucket = buckets.get(key) ?? [];
    buckets.set(key, bucket);
    const equal = bucket.find(([, other]) => sameBytes(value, other));
    if (equal === undefined || index.isOutput(name)) {
      bucket.push([name, value]);
    } else {
      index.redirect(name, equal[0]);
      index.removeConstant(name);
    }
  }
}

/** Compares bits, so that 0 and -0 stay apart and NaN equals itself. */
function sameBytes(a: TensorData, b: TensorData): boolean {
  if (a.data === b.data) return true;
  const [left, right] = [a, b].map(({ data }) =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  );
  return left!.every((byte, i) => byte === right![i]);
}
