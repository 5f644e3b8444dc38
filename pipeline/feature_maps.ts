import {
  decodeModel,
  encodeModel,
  type Graph,
  type GraphNode,
  type TensorData,
  type ValueInfo,
} from "../src/graph/mod.ts";
import type { LabelledImage, LayerMaps, ValueImage } from "../src/report/mod.ts";
import { createSession } from "../src/runtime/mod.ts";

/** Layers, and maps of each, that a picture shows at the most. */
const LAYERS = 4;
const MAPS = 64;
/** Units of a dense layer, which take little room. */
const UNITS = 512;

const ACTIVATIONS = [
  "Clip",
  "Elu",
  "HardSigmoid",
  "LeakyRelu",
  "Relu",
  "Selu",
  "Sigmoid",
  "Softplus",
  "Tanh",
];

/**
 * What the convolutions of an exported model make of an image, after their activation; of a model
 * without any, what its dense layers but the last make. ONNX Runtime computes it: the values between
 * the model's nodes become its outputs.
 *
 * @param model The bytes of an ONNX file with one image input.
 * @param scale A pixel p becomes p * scale.
 */
export async function featureMaps(
  model: Uint8Array,
  image: LabelledImage,
  scale: number,
): Promise<LayerMaps[]> {
  const { graph, opset, irVersion } = decodeModel(model);
  const values = innerValues(graph);
  if (values.length === 0) return [];
  const outputs = values.map(({ info }) => info);
  const session = await createSession(encodeModel({ ...graph, outputs }, { opset, irVersion }));
  try {
    const { name, shape } = session.inputs[0]!;
    const results = await session.run({
      [name]: {
        dtype: "float32",
        shape: [1, ...shape.slice(1) as number[]],
        data: Float32Array.from(image.data, (pixel) => pixel * scale),
      },
    });
    return values.map(({ layer, info }) => ({ layer, ...mapsOf(results[info.name]!) }));
  } finally {
    await session.release();
  }
}

interface InnerValue {
  readonly layer: string;
  readonly info: ValueInfo;
}

function innerValues(graph: Graph): InnerValue[] {
  const last = new Set(graph.outputs.map(({ name }) => name));
  const dims = (node: GraphNode) => graph.initializers.get(node.inputs[1] ?? "")?.shape.length;
  const read = (types: readonly string[], ranks: readonly number[]) =>
    graph.nodes.filter((node) => types.includes(node.opType) && ranks.includes(dims(node) ?? 0))
      .map((node) => activated(graph, node))
      .filter(({ value, final }) => !final && !last.has(value));
  const convolutions = read(["Conv"], [3, 4]);
  const chosen = convolutions.length > 0 ? convolutions : read(["Gemm", "MatMul"], [2]);
  return chosen.slice(0, LAYERS).map(({ node, value }) => {
    const rank = node.opType === "Conv" ? dims(node)! : 2;
    const shape = Array.from({ length: rank }, (_, axis) => `${value}_${axis}`);
    return {
      layer: node.name.split("/").slice(0, -1).join("/") || node.name,
      info: { name: value, dtype: "float32", shape },
    };
  });
}

/** The value after a node and the activation that follows it; whether that leads to the model's output. */
function activated(graph: Graph, node: GraphNode) {
  let value = node.outputs[0]!;
  let final = false;
  while (true) {
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(value));
    const [user] = users;
    if (user === undefined || users.length > 1) break;
    // The last layer's values are the probabilities, which the report shows elsewhere.
    final = user.opType === "Softmax";
    const bias = user.opType === "Add" && user.inputs.some((name) => graph.initializers.has(name));
    if (!bias && !ACTIVATIONS.includes(user.opType)) break;
    value = user.outputs[0]!;
  }
  return { node, value, final };
}

/** The channels of [1, channels, height, width], [1, channels, length] or [1, units]. */
function mapsOf({ shape, data }: TensorData): Pick<LayerMaps, "maps" | "total"> {
  const [, total, ...plane] = shape;
  const [height, width] = plane.length === 2 ? plane : [1, plane[0] ?? 1];
  const size = height! * width!;
  const shown = Math.min(total!, size === 1 ? UNITS : MAPS);
  const maps = Array.from({ length: shown }, (_, channel): ValueImage => ({
    height: height!,
    width: width!,
    values: (data as Float32Array).slice(channel * size, (channel + 1) * size),
  }));
  return { maps, total: total! };
}
