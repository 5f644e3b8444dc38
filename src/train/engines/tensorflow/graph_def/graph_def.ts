import { TF_ATTRIBUTES } from "../data_types.ts";
import type { OpAttribute } from "../attributes.ts";
import { encodeAttribute } from "./attribute.ts";
import { encodeTensor, type TensorValue } from "./tensor.ts";
import { WireWriter } from "./wire_writer.ts";

/** One node of a TensorFlow graph. */
export interface Node {
  /** Unique in its graph: letters, digits, `_`, `.`, `/`, `-`; not first `_`, `/` or `-`. */
  readonly name: string;
  /** The op's name, such as `"MatMul"`. */
  readonly op: string;
  /** What it reads: `"name"` for the first output of a node, `"name:1"` for the second. */
  readonly inputs: readonly string[];
  readonly attributes: readonly OpAttribute[];
  /** The values of a node with the op `"Const"`, as its attributes `value` and `dtype`. */
  readonly value?: TensorValue;
}

/** A node that stands for an argument of a function. */
export function placeholder(name: string, dtype: number, shape: readonly number[]): Node {
  return {
    name,
    op: "Placeholder",
    inputs: [],
    attributes: [
      { name: "dtype", type: TF_ATTRIBUTES.TF_ATTR_TYPE, value: dtype },
      { name: "shape", type: TF_ATTRIBUTES.TF_ATTR_SHAPE, value: shape },
    ],
  };
}

/** A node that holds values. */
export function constant(name: string, value: TensorValue): Node {
  return { name, op: "Const", inputs: [], attributes: [], value };
}

/** The last version of graphs that changed what they mean (core/public/version.h); later ones count days. */
const PRODUCER = 29;

/**
 * Nodes as the message `GraphDef` (graph.proto, node_def.proto), which `TF_GraphImportGraphDef` reads. A
 * node must come after those it reads.
 *
 * @throws {TypeError} For an attribute of unknown kind.
 */
export function encodeGraphDef(nodes: readonly Node[]): Uint8Array<ArrayBuffer> {
  const graph = new WireWriter();
  for (const node of nodes) {
    graph.message(1, (part) => writeNode(part, node));
  }
  return graph.message(4, (part) => part.varint(1, PRODUCER)).finish();
}

function writeNode(writer: WireWriter, { name, op, inputs, attributes, value }: Node): void {
  writer.bytes(1, name).bytes(2, op);
  for (const input of inputs) writer.bytes(3, input);
  const add = (key: string, encoded: Uint8Array) =>
    writer.message(5, (entry) => entry.bytes(1, key).bytes(2, encoded));
  for (const attribute of attributes) add(attribute.name, encodeAttribute(attribute));
  if (value === undefined) return;
  add("dtype", new WireWriter().varint(6, value.dtype).finish());
  add("value", new WireWriter().bytes(8, encodeTensor(value)).finish());
}
