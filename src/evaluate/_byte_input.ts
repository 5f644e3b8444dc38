import { decodeModel, encodeModel, type GraphNode, tensor } from "../graph/mod.ts";

/** A model that takes an image's bytes. */
export interface ByteModel {
  /** The bytes of its ONNX file. */
  readonly model: Uint8Array;
  /** Name of its input, uint8. */
  readonly input: string;
}

/** The first operator set that has DequantizeLinear. */
const FIRST_OPSET = 10;

/**
 * The same model with an input of bytes, which its first node scales: ONNX Runtime does that faster
 * than JavaScript. `undefined` where the file holds what a `Graph` cannot, or is older than
 * DequantizeLinear, which is `(byte - zero point) * scale`.
 */
export function withByteInput(
  model: Uint8Array,
  floatInput: string,
  scale: number,
): ByteModel | undefined {
  const decoded = decode(model);
  const source = decoded?.graph.inputs.find(({ name }) => name === floatInput);
  if (decoded === undefined || source === undefined || decoded.opset < FIRST_OPSET) return;
  const { graph, opset, irVersion, metadata } = decoded;
  const used = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs]),
  ]);
  const unused = (base: string): string => used.has(base) ? unused(`${base}_`) : base;
  const input = unused("bytes");
  const factor = unused("bytes_scale");
  const zero = unused("bytes_zero");
  const scaling: GraphNode = {
    name: unused("bytes_scaling"),
    opType: "DequantizeLinear",
    inputs: [input, factor, zero],
    outputs: [floatInput],
    attributes: {},
  };
  const prefixed = {
    ...graph,
    nodes: [scaling, ...graph.nodes],
    inputs: graph.inputs.map((info) =>
      info === source ? { name: input, dtype: "uint8" as const, shape: info.shape } : info
    ),
    initializers: new Map([
      ...graph.initializers,
      [factor, tensor("float32", [], [scale])],
      [zero, tensor("uint8", [], [0])],
    ]),
  };
  return { model: encodeModel(prefixed, { opset, irVersion, metadata }), input };
}

function decode(model: Uint8Array) {
  try {
    return decodeModel(model);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
