import * as tf from "@tensorflow/tfjs";
import {
  encodeModel,
  type Graph,
  optimize,
  TEACH_KEY,
  TEACH_NAMES,
  type TeachInfo,
} from "../graph/mod.ts";
import {
  learningRateOf,
  type TracedFunction,
  type TracedState,
  traceFunction,
  type TraceInput,
  withLearningRate,
} from "../trace/mod.ts";
import { type DenseHead, findDenseHead } from "./_dense_head.ts";
import { renameValues } from "./_rename.ts";
import { OPSET } from "./to_onnx.ts";

/** Options of {@linkcode toTeachStep}. */
export interface TeachStepOptions {
  /** Rows of a batch. @default {32} */
  readonly batch?: number;
  /**
   * Weights that the taught layers may have together; the last layer is taught whatever it has.
   * Each step reads and writes them three times over. @default {50000}
   */
  readonly maxWeights?: number;
  /** Texts for ONNX's `metadata_props`. @default {{}} */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An exported training step. */
export interface TeachStep {
  readonly graph: Graph;
  /** The `.onnx` file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How the step fits the model; the file holds it too. */
  readonly info: TeachInfo;
}

/** Adam's, as Keras has them. */
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/**
 * Traces one training step of a model's last dense layers as a graph without weights: features of
 * a batch, distributions over the classes, a learning rate, the weights and Adam's slots go in; the
 * mean cross-entropy and the new weights and slots come out. Dropout is off: such a step adapts a
 * trained model to a few images.
 *
 * The loss is taken from the logits. tfjs's own cross-entropy clips probabilities, and has no
 * gradient where a model is sure of a wrong class, which is just what a user wants to correct.
 *
 * @param model A trained model.
 * @param exported The graph that `toOnnx` made of it, with its weights as float32.
 * @returns `undefined` for a model that does not end with a dense layer and softmax, with weights
 * before it.
 */
export function toTeachStep(
  model: tf.LayersModel,
  exported: Graph,
  options: TeachStepOptions = {},
): TeachStep | undefined {
  const { batch = 32, maxWeights = 50_000, metadata = {} } = options;
  const head = findDenseHead(model, exported, maxWeights);
  if (head === undefined) return undefined;
  const optimizer = tf.train.adam(1, BETA_1, BETA_2, EPSILON);
  try {
    const traced = traceStep(head, optimizer, batch);
    const { weights, slots, names } = stateOf(head, traced.state);
    const { numClasses, featureSize } = head;
    const info: TeachInfo = { batch, numClasses, featureSize, weights, slots };
    const graph = renameValues(optimize(traced.graph).graph, names);
    const bytes = encodeModel(graph, {
      metadata: { ...metadata, [TEACH_KEY]: JSON.stringify(info) },
      opset: OPSET,
    });
    return { graph, bytes, info };
  } finally {
    optimizer.dispose();
  }
}

function traceStep(head: DenseHead, optimizer: tf.Optimizer, batch: number): TracedFunction {
  const variables = head.weights.map(({ variable }) => variable);
  const step = (...[features, labels]: tf.Tensor[]) => ({
    [TEACH_NAMES.loss]: optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(labels!, logitsOf(head, features!)) as tf.Scalar,
      true,
      variables,
    )!,
  });
  const { features, labels } = TEACH_NAMES;
  const inputs: TraceInput[] = [
    { name: features, shape: [batch, head.featureSize], dtype: "float32" },
    { name: labels, shape: [batch, head.numClasses], dtype: "float32" },
  ];
  return withLearningRate(
    learningRateOf(optimizer),
    () => traceFunction(step, inputs, { name: "teach_step" }),
  );
}

/** What the last layer gives before its softmax. */
function logitsOf({ layers, weights }: DenseHead, features: tf.Tensor): tf.Tensor {
  const hidden = layers.slice(0, -1)
    .reduce((x, layer) => layer.apply(x, { training: false }) as tf.Tensor, features);
  const [kernel, bias] = weights.slice(-layers.at(-1)!.weights.length);
  const product = tf.matMul(hidden as tf.Tensor2D, kernel!.variable as tf.Tensor as tf.Tensor2D);
  return bias === undefined ? product : tf.add(product, bias.variable);
}

/** Weights in the head's order, then the optimizer's slots, with names that do not depend on what tfjs did before. */
function stateOf(head: DenseHead, state: readonly TracedState[]) {
  const names = new Map<string, string>();
  const named = ({ variable, input, output }: TracedState, name: string) => {
    names.set(input, name).set(output!, `${name}/next`);
    return { shape: variable.shape, input: name, output: `${name}/next` };
  };
  const isWeight = ({ variable }: TracedState) =>
    head.weights.some((weight) => weight.variable === variable);
  return {
    weights: head.weights.map(({ variable, node, position }, i): TeachInfo["weights"][number] => ({
      node,
      position,
      ...named(state.find((entry) => entry.variable === variable)!, `weight_${i}`),
    })),
    slots: state.filter((entry) => !isWeight(entry))
      .map((entry, i): TeachInfo["slots"][number] => ({
        ...named(entry, `slot_${i}`),
        // All of Adam's slots start with equal elements.
        value: entry.variable.dataSync()[0]!,
      })),
    names,
  };
}
