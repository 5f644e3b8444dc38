import type * as tf from "@tensorflow/tfjs";
import type { Graph, GraphNode } from "../graph/mod.ts";

/** A weight of a layer, and where the exported graph has it. */
export interface HeadWeight {
  readonly variable: tf.Variable;
  readonly node: string;
  readonly position: number;
}

/** The dense layers that a model ends with. */
export interface DenseHead {
  /** First to last: dense layers and what lies between them. The last gives the probabilities. */
  readonly layers: readonly tf.layers.Layer[];
  /** Kernel and bias of each dense layer, first to last. */
  readonly weights: readonly HeadWeight[];
  /** Values of a row that the first layer takes. */
  readonly featureSize: number;
  readonly numClasses: number;
}

/** Layers without weights that may lie between dense ones. */
const PASSED = ["Dropout", "Activation", "ReLU", "LeakyReLU", "ELU"];

/**
 * The longest run of dense layers at a sequential model's end that has at most `maxWeights` weights, or the last
 * layer alone; `undefined` where the model does not end with a softmax over a dense layer, where
 * nothing with weights comes before it, or where the graph has it in another form.
 */
export function findDenseHead(
  model: tf.LayersModel,
  graph: Graph,
  maxWeights: number,
): DenseHead | undefined {
  const { layers } = model;
  const last = layers.at(-1);
  if (model.getClassName() !== "Sequential" || last === undefined) return undefined;
  if (last.getClassName() !== "Dense" || last.getConfig().activation !== "softmax") {
    return undefined;
  }
  let head: DenseHead | undefined;
  let total = 0;
  const weights: HeadWeight[] = [];
  for (let start = layers.length - 1; start > 0; start--) {
    const layer = layers[start]!;
    if (PASSED.includes(layer.getClassName())) continue;
    const found = weightsOf(layer, graph);
    // The layer before must have something to tell: a first layer reads the image itself.
    const isFirst = !layers.slice(0, start).some((before) => before.weights.length > 0);
    if (found === undefined || isFirst) break;
    total += layer.countParams();
    if (head !== undefined && total > maxWeights) break;
    weights.unshift(...found);
    head = {
      layers: layers.slice(start),
      weights: [...weights],
      featureSize: found[0]!.variable.shape[0]!,
      numClasses: last.outputShape.at(-1) as number,
    };
  }
  return head;
}

/** Kernel and bias of a dense layer on rows; `undefined` for any other layer. */
function weightsOf(layer: tf.layers.Layer, graph: Graph): HeadWeight[] | undefined {
  if (layer.getClassName() !== "Dense") return undefined;
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const nodes = graph.nodes.filter((node) =>
    isDense(node) && node.name.startsWith(`${layer.name}/`)
  );
  const [node] = nodes;
  if (nodes.length !== 1 || variables.length !== layer.weights.length) return undefined;
  const weights = variables.map((variable, i) => ({ variable, node: node!.name, position: i + 1 }));
  const asInGraph = weights.every(({ variable, position }) => {
    const shape = graph.initializers.get(node!.inputs[position] ?? "")?.shape;
    return shape?.join() === variable.shape.join();
  });
  return asInGraph ? weights : undefined;
}

/** Whether a node multiplies rows by a kernel as it stands. */
function isDense({ opType, attributes }: GraphNode): boolean {
  return opType === "MatMul" || (opType === "Gemm" && Object.keys(attributes).length === 0);
}
