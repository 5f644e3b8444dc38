import { decodeNode, decodeTensor, decodeValueInfo, isElementType } from "./_decode_parts.ts";
import type { Graph } from "./graph.ts";
import { decodeModelInfo, type ModelInfo } from "./model_info.ts";
import { type Onnx, onnx } from "./proto.ts";

/** An ONNX file as plain data. */
export interface DecodedModel extends ModelInfo {
  /** The graph. */
  readonly graph: Graph;
}

/**
 * Reads an ONNX file into a graph. Inputs that only repeat an initializer (IR version 3) are left
 * out, a dimension without size or name gets a name.
 *
 * Throws `SyntaxError` for bytes that are no ONNX model, and `TypeError` that lists all that a
 * {@linkcode Graph} cannot hold: other operator domains, sub-graphs, bfloat16 and other element types,
 * external data.
 */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  const info = decodeModelInfo(bytes);
  const proto = parse(bytes).graph!;
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(error.message);
      return [];
    }
  };
  const initializers = new Map(
    (proto.initializer ?? []).flatMap((t) =>
      attempt(() => [t.name ?? "", decodeTensor(t)] as const)
    ),
  );
  if (proto.sparseInitializer?.length) problems.push("sparse initializers are not supported");
  const nodes = (proto.node ?? []).flatMap((node) => attempt(() => decodeNode(node)));
  const inputs = (proto.input ?? []).filter(({ name }) => !initializers.has(name ?? ""))
    .flatMap((info) => attempt(() => decodeValueInfo(info)));
  const outputs = (proto.output ?? []).flatMap((info) => attempt(() => decodeValueInfo(info)));
  if (problems.length > 0) {
    throw new TypeError(
      `Cannot represent the ONNX model "${proto.name}":\n${
        problems.map((line) => `- ${line}`).join("\n")
      }`,
    );
  }
  const values = new Map([...inputs, ...outputs].map((info) => [info.name, info]));
  for (const [name, { dtype, shape }] of initializers) values.set(name, { name, dtype, shape });
  for (const info of proto.valueInfo ?? []) {
    // A shape between nodes is a hint: leave out those that a graph cannot hold.
    if (info.type?.tensorType?.shape && isElementType(info.type.tensorType.elemType)) {
      values.set(info.name ?? "", decodeValueInfo(info));
    }
  }
  return {
    ...info,
    graph: { name: proto.name ?? "", nodes, inputs, outputs, initializers, values },
  };
}

function parse(bytes: Uint8Array): Onnx.IModelProto {
  try {
    return onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read the ONNX model: its ${bytes.length} bytes are damaged or are no ONNX file`,
      { cause: error },
    );
  }
}
