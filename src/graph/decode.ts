import {
  decodeNode,
  decodeTensor,
  decodeValueInfo,
  isDefaultDomain,
  isElementType,
} from "./_decode_parts.ts";
import { describeForeignBytes } from "./_sniff.ts";
import type { Graph } from "./graph.ts";
import { type Onnx, onnx } from "./proto.ts";

/** What an ONNX file says about itself. */
export interface ModelInfo {
  /** Program that made the model. */
  readonly producerName: string;
  /** Version of that program. */
  readonly producerVersion: string;
  /** Free text about the graph. */
  readonly docString: string;
  /** ONNX `metadata_props`: labels, preprocessing and the like. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Version of the default operator set; 0 where the model uses others alone. */
  readonly opset: number;
  /** Version of the file format. */
  readonly irVersion: number;
  /** Reverse-DNS name space of the model. */
  readonly domain: string;
  /** Version of the model itself. */
  readonly modelVersion: number;
}

/** An ONNX file as plain data. */
export interface DecodedModel extends ModelInfo {
  /** The graph. */
  readonly graph: Graph;
}

/**
 * Reads what an ONNX file says about itself, whatever operators it uses. Throws `SyntaxError` for
 * bytes that are no ONNX model.
 */
export function decodeModelInfo(bytes: Uint8Array): ModelInfo {
  return modelInfo(parse(bytes));
}

/**
 * Reads an ONNX file into a graph. Inputs that only repeat an initializer (IR version 3) are left
 * out, a dimension without size or name gets a name.
 *
 * Throws `SyntaxError` for bytes that are no ONNX model, and `TypeError` that lists all that a
 * {@linkcode Graph} cannot hold: other operator domains, sub-graphs, float16 and other element types,
 * external data.
 */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  const model = parse(bytes);
  const proto = model.graph!;
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
    ...modelInfo(model),
    graph: { name: proto.name ?? "", nodes, inputs, outputs, initializers, values },
  };
}

function parse(bytes: Uint8Array): Onnx.IModelProto {
  const foreign = describeForeignBytes(bytes);
  if (foreign !== undefined) throw new SyntaxError(`Cannot read the ONNX model: ${foreign}`);
  let model: Onnx.IModelProto;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read the ONNX model: its ${bytes.length} bytes are truncated or are no ONNX file`,
      { cause: error },
    );
  }
  const missing = [
    Number(model.irVersion ?? 0) > 0 ? [] : ["an IR version"],
    model.graph ? [] : ["a graph"],
    model.opsetImport?.length ? [] : ["an operator set version"],
  ].flat();
  if (missing.length > 0) {
    throw new SyntaxError(
      `Cannot read the ONNX model: its ${bytes.length} bytes lack ${
        missing.join(" and ")
      }, so the file is truncated or is no ONNX file`,
    );
  }
  return model;
}

function modelInfo(model: Onnx.IModelProto): ModelInfo {
  const opset = model.opsetImport!.find(({ domain }) => isDefaultDomain(domain));
  return {
    producerName: model.producerName ?? "",
    producerVersion: model.producerVersion ?? "",
    docString: model.graph!.docString ?? "",
    metadata: Object.fromEntries(
      (model.metadataProps ?? []).map(({ key, value }) => [key ?? "", value ?? ""]),
    ),
    opset: Number(opset?.version ?? 0),
    irVersion: Number(model.irVersion),
    domain: model.domain ?? "",
    modelVersion: Number(model.modelVersion ?? 0),
  };
}
