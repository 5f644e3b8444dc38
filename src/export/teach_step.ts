import * as tf from "@tensorflow/tfjs";
import {
  encodeModel,
  type Graph,
  optimize,
  TEACH_KEY,
  TEACH_NAMES,
  type TeachInfo,
  type TeachSlot,
} from "../graph/mod.ts";
import {
  learningRateOf,
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
    const { graph: traced, slots } = traceStep(head, optimizer, batch);
    const { numClasses, featureSize } = head;
    const weights = head.weights.map(({ variable: { shape }, node, position }) => ({
      shape,
      node,
      position,
    }));
    const info: TeachInfo = { batch, numClasses, featureSize, weights, slots };
    const graph = optimize(traced).graph;
    const bytes = encodeModel(graph, {
      metadata: { ...metadata, [TEACH_KEY]: JSON.stringify(info) },
      opset: OPSET,
    });
    return { graph, bytes, info };
  } finally {
    optimizer.dispose();
  }
}

/** The step, with the weights' elements as one variable, which the layers' own variables are set from. */
function traceStep(
  head: DenseHead,
  optimizer: tf.Optimizer,
  batch: number,
): Pick<TeachStep, "graph"> & Pick<TeachInfo, "slots"> {
  const variables = head.weights.map(({ variable }) => variable);
  const all = tf.tidy(() => tf.variable(joined(variables)));
  const step = (...[features, labels]: tf.Tensor[]) => {
    const parts = tf.split(all, variables.map(({ size }) => size));
    variables.forEach((variable, i) => variable.assign(tf.reshape(parts[i]!, variable.shape)));
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(labels!, logitsOf(head, features!)) as tf.Scalar,
      variables,
    );
    optimizer.applyGradients({ [all.name]: joined(variables.map(({ name }) => grads[name]!)) });
    return { [TEACH_NAMES.loss]: value };
  };
  const { features, labels } = TEACH_NAMES;
  const inputs: TraceInput[] = [
    { name: features, shape: [batch, head.featureSize], dtype: "float32" },
    { name: labels, shape: [batch, head.numClasses], dtype: "float32" },
  ];
  try {
    const { graph, state } = withLearningRate(
      learningRateOf(optimizer),
      () => traceFunction(step, inputs, { name: "teach_step" }),
    );
    return withState(graph, state, variables, all);
  } finally {
    all.dispose();
  }
}

/** The elements of tensors, one tensor after another. */
function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((each) => tf.reshape(each, [each.size]) as tf.Tensor1D));
}

/** What the last layer gives before its softmax. */
function logitsOf({ layers, weights }: DenseHead, features: tf.Tensor): tf.Tensor {
  const hidden = layers.slice(0, -1)
    .reduce((x, layer) => layer.apply(x, { training: false }) as tf.Tensor, features);
  const [kernel, bias] = weights.slice(-layers.at(-1)!.weights.length);
  const product = tf.matMul(hidden as tf.Tensor2D, kernel!.variable as tf.Tensor as tf.Tensor2D);
  return bias === undefined ? product : tf.add(product, bias.variable);
}

/**
 * Leaves out the layers' own variables, which are set before they are read, and gives the rest of the state names
 * that do not depend on what tfjs did before.
 */
function withState(
  graph: Graph,
  state: readonly TracedState[],
  variables: readonly tf.Variable[],
  all: tf.Variable,
) {
  const names = new Map<string, string>();
  const slots: TeachSlot[] = [];
  const layersOwn = new Set<string>();
  for (const { variable, input, output } of state) {
    if (variables.includes(variable)) {
      layersOwn.add(input).add(output!);
    } else if (variable === all) {
      names.set(input, TEACH_NAMES.weights).set(output!, TEACH_NAMES.newWeights);
    } else {
      const name = `slot_${slots.length}`;
      names.set(input, name).set(output!, `${name}/next`);
      const { shape } = variable;
      // All of Adam's slots start with equal elements.
      const value = variable.dataSync()[0]!;
      slots.push({ shape, input: name, output: `${name}/next`, value });
    }
  }
  const kept = {
    ...graph,
    inputs: graph.inputs.filter(({ name }) => !layersOwn.has(name)),
    outputs: graph.outputs.filter(({ name }) => !layersOwn.has(name)),
  };
  return { graph: renameValues(kept, names), slots };
}
