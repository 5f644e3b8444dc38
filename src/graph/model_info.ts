import { describeForeignBytes } from "./_sniff.ts";
import { readFields } from "./_wire.ts";

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

/** Field numbers of onnx.proto. */
const MODEL = {
  irVersion: 1,
  producerName: 2,
  producerVersion: 3,
  domain: 4,
  modelVersion: 5,
  graph: 7,
  opsetImport: 8,
  metadataProps: 14,
};
const GRAPH = { docString: 10 };
const OPSET = { domain: 1, version: 2 };
const ENTRY = { key: 1, value: 2 };

/** All values of each field of a message. */
type Fields = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

/**
 * Reads what an ONNX file says about itself, whatever operators it uses, without the library for the
 * rest: a page can afford it. Throws `SyntaxError` for bytes that are no ONNX model; nodes and weights are
 * not looked at.
 */
export function decodeModelInfo(bytes: Uint8Array): ModelInfo {
  const foreign = describeForeignBytes(bytes);
  if (foreign !== undefined) throw new SyntaxError(`Cannot read the ONNX model: ${foreign}`);
  try {
    return readModel(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError(
      `Cannot read the ONNX model: its ${bytes.length} bytes are truncated or are no ONNX file`,
      { cause: error },
    );
  }
}

function readModel(bytes: Uint8Array): ModelInfo {
  const model = fieldsOf(bytes);
  const irVersion = integer(model, MODEL.irVersion);
  const graph = messages(model, MODEL.graph).at(-1);
  const opsets = messages(model, MODEL.opsetImport);
  const missing = [
    irVersion > 0 ? [] : ["an IR version"],
    graph ? [] : ["a graph"],
    opsets.length > 0 ? [] : ["an operator set version"],
  ].flat();
  if (missing.length > 0) {
    throw new SyntaxError(
      `Cannot read the ONNX model: its ${bytes.length} bytes lack ${
        missing.join(" and ")
      }, so the file is truncated or is no ONNX file`,
    );
  }
  const opset = opsets.find((entry) => ["", "ai.onnx"].includes(text(entry, OPSET.domain)));
  return {
    producerName: text(model, MODEL.producerName),
    producerVersion: text(model, MODEL.producerVersion),
    docString: text(graph!, GRAPH.docString),
    metadata: Object.fromEntries(
      messages(model, MODEL.metadataProps).map((
        entry,
      ) => [text(entry, ENTRY.key), text(entry, ENTRY.value)]),
    ),
    opset: opset === undefined ? 0 : integer(opset, OPSET.version),
    irVersion,
    domain: text(model, MODEL.domain),
    modelVersion: integer(model, MODEL.modelVersion),
  };
}

function fieldsOf(message: Uint8Array): Fields {
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  for (const { number, value } of readFields(message)) {
    const values = fields.get(number);
    if (values === undefined) fields.set(number, [value]);
    else values.push(value);
  }
  return fields;
}

function messages(fields: Fields, number: number): Fields[] {
  return (fields.get(number) ?? []).map((value) => fieldsOf(bytesOf(value)));
}

/** Of a field that is given more than once, protobuf takes the last. */
function text(fields: Fields, number: number): string {
  const value = fields.get(number)?.at(-1);
  return value === undefined ? "" : new TextDecoder().decode(bytesOf(value));
}

function integer(fields: Fields, number: number): number {
  const value = fields.get(number)?.at(-1) ?? 0n;
  if (typeof value !== "bigint") throw new RangeError(`Bytes in place of integer ${number}`);
  return Number(BigInt.asIntN(64, value));
}

function bytesOf(value: bigint | Uint8Array): Uint8Array {
  if (typeof value === "bigint") throw new RangeError(`Integer ${value} in place of bytes`);
  return value;
}
