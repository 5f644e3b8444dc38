import type * as tf from "@tensorflow/tfjs";
import {
  countByType,
  encodeModel,
  type Graph,
  optimize,
  type OptimizeOptions,
} from "../graph/mod.ts";
import {
  functionalModel,
  type RandomInput,
  tracedType,
  TraceError,
  traceFunction,
  type TraceInput,
  withDynamicBatch,
} from "../trace/mod.ts";
import { withWeightForm } from "./variants/compress_model.ts";
import { compressWeights } from "./variants/compress_weights.ts";
import type { WeightForm } from "./variants/weight_form.ts";

/** Options of {@linkcode toOnnx}. */
export interface ExportOptions {
  /** The batch: any size, or a fixed one. @default {"dynamic"} */
  readonly batch?: "dynamic" | number;
  /** Texts for ONNX's `metadata_props`. @default {{}} */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Passes to leave out. @default {{}} */
  readonly passes?: OptimizeOptions;
  /** How the file stores large weights: see {@linkcode compressModel}, which does it to files. @default {"fp32"} */
  readonly weights?: WeightForm;
}

/** An exported model. */
export interface ExportedModel {
  readonly graph: Graph;
  /** The `.onnx` file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Nodes by operator, as traced and as written. */
  readonly nodes: {
    readonly before: Readonly<Record<string, number>>;
    readonly after: Readonly<Record<string, number>>;
  };
  readonly opset: number;
}

/** The newest operator set that onnx-proto, `onnx.checker` 1.12 and all of ONNX Runtime's providers take. */
export const OPSET = 17;

/**
 * Writes what `model.predict` computes as an ONNX model: its own input and output names, float32,
 * tfjs's NHWC order outside, its present weights as constants. Nodes are named after the model's layers.
 *
 * Throws `TraceError` listing every kernel or layer that cannot be written.
 *
 * @example With weights of half the size
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { prepareTfjs, toOnnx } from "../mod.ts";
 *
 * prepareTfjs();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 64, inputShape: [784] })] });
 * const [full, half] = (["fp32", "fp16"] as const).map((weights) => toOnnx(model, { weights }).bytes.length);
 * if (half! > 0.51 * full!) throw new Error(`${half} of ${full} bytes`);
 * ```
 */
export function toOnnx(model: tf.LayersModel, options: ExportOptions = {}): ExportedModel {
  const { batch = "dynamic", metadata = {}, weights = "fp32" } = options;
  const { inputs, inputNames, outputNames } = functionalModel(model);
  const predict = (...tensors: tf.Tensor[]) => {
    const outputs = model.apply(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor[];
    const list = Array.isArray(outputs) ? outputs : [outputs as tf.Tensor];
    return Object.fromEntries(list.map((output, i) => [outputNames[i]!, output]));
  };
  const trace = (size: number) =>
    traceFunction(predict, traceInputs(inputs, inputNames, size), {
      name: model.name,
      variables: "constants",
    });
  const traced = batch === "dynamic" ? withDynamicBatch(trace) : trace(batch);
  refuseNoise(traced.randoms);
  const optimized = optimize(traced.graph, options.passes);
  const graph = compressWeights(optimized.graph, weights);
  return {
    graph,
    bytes: encodeModel(graph, { metadata: withWeightForm(metadata, weights), opset: OPSET }),
    nodes: { before: optimized.before, after: countByType(graph) },
    opset: OPSET,
  };
}

/** A layer that is applied with `training: true` inside of the model draws when it predicts, too. */
function refuseNoise(randoms: readonly RandomInput[]): void {
  if (randoms.length === 0) return;
  const offenders = randoms.map(({ layer }) => `layer "${layer}"`);
  throw new TraceError(
    `Cannot export ${offenders.join(", ")}: random numbers are drawn in every prediction. ` +
      'Apply it without "training: true"',
    offenders,
  );
}

function traceInputs(
  inputs: readonly tf.SymbolicTensor[],
  names: readonly string[],
  batch: number,
): TraceInput[] {
  return inputs.map((symbol, i) => {
    const [, ...rest] = symbol.shape;
    if (rest.some((dim) => dim === null)) {
      throw new TypeError(
        `Cannot export input "${symbol.name}" of shape [${symbol.shape}]: only the batch may be unknown`,
      );
    }
    return {
      name: names[i]!,
      shape: [batch, ...rest as number[]],
      dtype: tracedType(symbol.dtype),
    };
  });
}
