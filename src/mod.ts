/**
 * Train TensorFlow.js models on ONNX Runtime, export them to ONNX, prove that both agree, evaluate them.
 *
 * - {@linkcode jit} compiles a function of tensors, {@linkcode accelerate} a model's own `fit`;
 * - {@linkcode traceFunction} records a function of tensors and variables as a graph;
 * - {@linkcode toOnnx} writes a model as an ONNX file;
 * - {@linkcode onnxEngine} with {@linkcode fit} trains a compiled model;
 * - {@linkcode createSession}, {@linkcode compareRuntimes} and {@linkcode evaluateModel} run, compare and
 *   measure any ONNX file.
 *
 * @example Export a model and run it
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { createSession, prepareTfjs, toOnnx } from "./mod.ts";
 *
 * prepareTfjs();
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: "softmax" })],
 * });
 * const { bytes, graph } = toOnnx(model);
 * const session = await createSession(bytes);
 * const x = { dtype: "float32", shape: [1, 3], data: Float32Array.of(1, 2, 3) } as const;
 * const results = await session.run({ [graph.inputs[0]!.name]: x });
 * const sum = (results[graph.outputs[0]!.name]!.data as Float32Array).reduce((a, b) => a + b);
 * if (Math.abs(sum - 1) > 1e-6) throw new Error(`Probabilities sum to ${sum}`);
 * ```
 *
 * @module
 */
export * from "./data/mod.ts";
export * from "./evaluate/mod.ts";
export * from "./export/mod.ts";
export * from "./graph/mod.ts";
export * from "./jit/mod.ts";
export { type Distribution, fillRandom } from "./random/mod.ts";
export * from "./preprocess/mod.ts";
export * from "./report/mod.ts";
export * from "./runtime/mod.ts";
export * from "./trace/mod.ts";
export * from "./train/mod.ts";
