import { toRawBytes } from "./_raw.ts";
import { DATA_TYPES } from "./data_type.ts";
import type { Attribute, Graph, GraphNode, ValueInfo } from "./graph.ts";
import { type Onnx, onnx } from "./proto.ts";
import { sizeOf, type TensorData } from "./tensor.ts";

const { AttributeType } = onnx.AttributeProto;

/** What {@linkcode encodeModel} writes beside the graph. */
export interface EncodeOptions {
  /** Program that made the model. @default {"tfjs-onnx"} */
  readonly producerName?: string;
  /** Version of that program. @default {""} */
  readonly producerVersion?: string;
  /** Free text about the graph. @default {""} */
  readonly docString?: string;
  /** ONNX `metadata_props`: labels, preprocessing and the like. @default {{}} */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Version of the default operator set. @default {17} */
  readonly opset?: number;
  /** Version of the file format. @default {8} */
  readonly irVersion?: number;
  /** Reverse-DNS name space of the model. @default {""} */
  readonly domain?: string;
  /** Version of the model itself. @default {1} */
  readonly modelVersion?: number;
  /** Also write the shapes of values between nodes; the file grows. @default {false} */
  readonly valueInfo?: boolean;
}

/**
 * Writes a graph as an ONNX file. Tensors become `raw_data`, so that int64 is exact; symbolic
 * dimensions become `dim_param`; outputs carry their shapes. Operator sets of other domains than ONNX's own
 * are imported in version 1.
 *
 * Throws `RangeError` for an integer attribute that is not a safe integer.
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const outer = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const inner = options.valueInfo
    ? [...graph.values.values()].filter(({ name }) =>
      !outer.has(name) && !graph.initializers.has(name)
    )
    : [];
  const foreign = new Set(
    graph.nodes.flatMap(({ domain }) => domain === undefined ? [] : [domain]),
  );
  const encoded = onnx.ModelProto.encode({
    irVersion: options.irVersion ?? 8,
    producerName: options.producerName ?? "tfjs-onnx",
    producerVersion: options.producerVersion ?? "",
    domain: options.domain ?? "",
    modelVersion: options.modelVersion ?? 1,
    opsetImport: [
      { domain: "", version: options.opset ?? 17 },
      ...[...foreign].map((domain) => ({ domain, version: 1 })),
    ],
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      docString: options.docString ?? "",
      node: graph.nodes.map(encodeNode),
      initializer: [...graph.initializers].map(([name, value]) => encodeTensor(value, name)),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
      valueInfo: inner.map(encodeValueInfo),
    },
  }).finish();
  // Under Node's API this is a slice of a shared Buffer pool, hence the copy.
  return new Uint8Array(encoded);
}

function encodeNode(node: GraphNode): Onnx.INodeProto {
  return {
    name: node.name,
    opType: node.opType,
    domain: node.domain ?? "",
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, attribute]) => {
      try {
        return encodeAttribute(name, attribute);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new RangeError(`Cannot encode node "${node.name}" (${node.opType}): ${reason}`);
      }
    }),
  };
}

function encodeAttribute(name: string, attribute: Attribute): Onnx.IAttributeProto {
  switch (attribute.kind) {
    case "int":
      return { name, type: AttributeType.INT, i: safeInteger(name, attribute.value) };
    case "ints":
      return {
        name,
        type: AttributeType.INTS,
        ints: attribute.value.map((value) => safeInteger(name, value)),
      };
    case "float":
      return { name, type: AttributeType.FLOAT, f: attribute.value };
    case "floats":
      return { name, type: AttributeType.FLOATS, floats: [...attribute.value] };
    case "string":
      return { name, type: AttributeType.STRING, s: new TextEncoder().encode(attribute.value) };
    case "tensor":
      return { name, type: AttributeType.TENSOR, t: encodeTensor(attribute.value, "") };
  }
}

function safeInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(
    `attribute "${name}" is ${value}, expected an integer. Use float() for a float attribute`,
  );
}

function encodeTensor(value: TensorData, name: string): Onnx.ITensorProto {
  if (value.data.length !== sizeOf(value.shape)) {
    throw new RangeError(
      `Cannot encode tensor "${name}": it has ${value.data.length} elements, shape [${value.shape}] needs ${
        sizeOf(value.shape)
      }`,
    );
  }
  return {
    name,
    dataType: DATA_TYPES[value.dtype],
    dims: [...value.shape],
    rawData: toRawBytes(value),
  };
}

function encodeValueInfo({ name, dtype, shape }: ValueInfo): Onnx.IValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size }
  );
  return { name, type: { tensorType: { elemType: DATA_TYPES[dtype], shape: { dim } } } };
}
