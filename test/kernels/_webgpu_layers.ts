import * as tf from "@tensorflow/tfjs";
import { tensor, type TensorData } from "../../src/graph/mod.ts";
import { traceFunction, type TraceInput } from "../../src/trace/mod.ts";
import { floats, given, type Input, tensorOf, valuesOf } from "./_inputs.ts";
import type { Case, Job } from "./_webgpu_cases.ts";

type Layer = tf.layers.Layer;

const IMAGES = floats(3, 6, 5, 2);
const SEQUENCES = floats(3, 4, 3);
const WORDS = given([3, 4], [0, 5, 2, 5, 1, 1, 3, 4, 0, 2, 2, 5]);

let seed = 0;
const kernel = () => tf.initializers.glorotUniform({ seed: ++seed });
const weights = () => ({ kernelInitializer: kernel() });
const recurrent = () => ({ units: 3, ...weights(), recurrentInitializer: kernel() });

/** Title, input, and the layers before a Dense that ends the model. */
type LayerRow = readonly [title: string, input: Input, layers: () => Layer[]];

const { layers } = tf;

const ROWS: readonly LayerRow[] = [
  ["Dense", floats(3, 5), () => [layers.dense({ units: 4, activation: "tanh", ...weights() })]],
  ["Conv1D", SEQUENCES, () => [
    layers.conv1d({ filters: 4, kernelSize: 2, strides: 2, padding: "same", ...weights() }),
  ]],
  ["Conv2D", IMAGES, () => [conv({ strides: 2, padding: "same", activation: "relu" })]],
  ["Conv2DTranspose", IMAGES, () => [
    layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, ...weights() }),
  ]],
  ["DepthwiseConv2D", IMAGES, () => [
    conv({}),
    layers.depthwiseConv2d({
      kernelSize: 3,
      depthMultiplier: 2,
      padding: "same",
      depthwiseInitializer: kernel(),
    }),
  ]],
  ["SeparableConv2D", IMAGES, () => [
    conv({}),
    layers.separableConv2d({
      filters: 3,
      kernelSize: 2,
      depthwiseInitializer: kernel(),
      pointwiseInitializer: kernel(),
    }),
  ]],
  ["MaxPooling2D", IMAGES, () => [
    conv({ padding: "same" }),
    layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ]],
  ["AveragePooling2D", IMAGES, () => [
    conv({ padding: "same" }),
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ]],
  ["GlobalMaxPooling2D", IMAGES, () => [conv({}), layers.globalMaxPooling2d({})]],
  // One image: tfjs is wrong in the gradient of the second on (rows/resize.ts).
  ["UpSampling2D", floats(1, 6, 5, 2), () => [conv({}), layers.upSampling2d({ size: [2, 3] })]],
  ["BatchNormalization", IMAGES, () => [conv({}), layers.batchNormalization({ momentum: 0.9 })]],
  ["LayerNormalization", SEQUENCES, () => [
    layers.dense({ units: 4, ...weights() }),
    layers.layerNormalization(),
  ]],
  ["PReLU", IMAGES, () => [
    conv({}),
    layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.3 }) }),
  ]],
  ["Embedding", WORDS, () => [
    layers.embedding({ inputDim: 6, outputDim: 3, embeddingsInitializer: kernel() }),
  ]],
  ["SimpleRNN", SEQUENCES, () => [layers.simpleRNN(recurrent())]],
  ["GRU", SEQUENCES, () => [layers.gru(recurrent())]],
  ["LSTM", SEQUENCES, () => [layers.lstm({ ...recurrent(), returnSequences: true })]],
  ["Bidirectional", SEQUENCES, () => [
    layers.bidirectional({
      layer: layers.lstm(recurrent()) as tf.RNN,
      mergeMode: "concat",
    }),
  ]],
];

function conv(config: Partial<Parameters<typeof layers.conv2d>[0]>): Layer {
  return layers.conv2d({ filters: 2, kernelSize: 3, ...weights(), ...config } as never);
}

/** Each layer in a model that trains one step: momentum and the mean squared error. */
export function layerCases(): Case[] {
  return ROWS.map(([title, input, build]) => ({
    id: `${title}, training`,
    subject: title,
    part: "training",
    title: "one step",
    prepare: () => prepareLayer(input, build()),
  }));
}

function prepareLayer(input: Input, inner: readonly Layer[]): Job {
  const model = modelOf(input, inner);
  const target = floats(input.shape[0]!, 2);
  const optimizer = tf.train.momentum(0.1, 0.9);
  const step = (x: tf.Tensor, y: tf.Tensor) => {
    const loss = () => {
      const output = model.apply(x, { training: true }) as tf.Tensor;
      return tf.losses.meanSquaredError(y, output) as tf.Scalar;
    };
    return optimizer.minimize(loss, true)!;
  };
  const inputs: TraceInput[] = [input, target].map(({ shape, dtype }, i) => ({
    name: `x${i}`,
    shape,
    dtype,
  }));
  const traced = traceFunction((x, y) => ({ loss: step(x!, y!) }), inputs, {
    target: "webgpu",
    reorder: true,
  });
  const feeds: Record<string, TensorData> = {};
  for (const [i, spec] of [input, target].entries()) {
    feeds[`x${i}`] = tensor(spec.dtype, spec.shape, valuesOf(spec, i));
  }
  for (const { input, variable } of traced.state) feeds[input] = dataOf(variable);

  const [x, y] = [input, target].map(tensorOf) as [tf.Tensor, tf.Tensor];
  const loss = step(x, y);
  const expected: Record<string, TensorData> = { [traced.outputs["loss"]!]: dataOf(loss) };
  for (const { output, variable } of traced.state) {
    if (output !== undefined) expected[output] = dataOf(variable);
  }
  tf.dispose([x, y, loss]);
  model.dispose();
  optimizer.dispose();
  return { graph: traced.graph, feeds, expected };
}

function modelOf(input: Input, inner: readonly Layer[]): tf.LayersModel {
  const x = tf.input({ shape: input.shape.slice(1) });
  let y = x;
  for (const layer of inner) y = layer.apply(y) as tf.SymbolicTensor;
  if (y.shape.length > 2) y = layers.flatten().apply(y) as tf.SymbolicTensor;
  y = layers.dense({ units: 2, ...weights() }).apply(y) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: y });
}

function dataOf(tensor: tf.Tensor): TensorData {
  const dtype = tensor.dtype as "float32";
  return { dtype, shape: tensor.shape, data: tensor.dataSync<"float32">().slice() };
}
