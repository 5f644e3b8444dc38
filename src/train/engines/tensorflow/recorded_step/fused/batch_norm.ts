import * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../../attributes.ts";
import { TF_ATTRIBUTES, TF_TYPES } from "../../data_types.ts";
import { type NodeBackend, typeAttribute } from "../_node_backend.ts";

/** What tfjs's BatchNormalization keeps in its instances. */
interface BatchNormalization {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

type Call = (
  this: BatchNormalization,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs?: { training?: boolean },
) => tf.Tensor;

/**
 * Batch normalization in training as `FusedBatchNormV3` and its gradient: each reads its input twice, and
 * tfjs's composed ops some ten times. The layer's moving averages are updated as tfjs does.
 */
export function fuseBatchNorm(backend: NodeBackend): () => void {
  const prototype = batchNormalizationPrototype();
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const { axis, gamma, beta } = this;
    const isLast = axis === -1 || axis === x.rank - 1;
    const fits = kwargs?.training === true && gamma !== undefined && beta !== undefined && isLast &&
      (x.rank === 2 || x.rank === 4);
    return fits ? normalize(backend, this, x) : call.call(this, inputs, kwargs);
  };
  return () => {
    prototype.call = call;
  };
}

function normalize(backend: NodeBackend, layer: BatchNormalization, x: tf.Tensor): tf.Tensor {
  const { gamma, beta, epsilon } = layer;
  return tf.tidy(() => {
    const channels = x.shape.at(-1)!;
    const count = x.size / channels;
    const images = x.rank === 4 ? x : tf.reshape(x, [count, 1, 1, channels]);
    const { y, mean, variance } = fusedBatchNorm(
      backend,
      images,
      gamma!.read(),
      beta!.read(),
      epsilon,
    );
    updateAverage(layer.movingMean, mean, layer.momentum);
    // TensorFlow gives the variance of the population of which the batch is a sample.
    const ofBatch = tf.mul(variance, (count - 1) / Math.max(count, 1));
    updateAverage(layer.movingVariance, ofBatch, layer.momentum);
    tf.dispose([mean, variance]);
    return x.rank === 4 ? y : tf.reshape(y, x.shape);
  });
}

function fusedBatchNorm(
  backend: NodeBackend,
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): { y: tf.Tensor; mean: tf.Tensor; variance: tf.Tensor } {
  const attributes: OpAttribute[] = [
    typeAttribute("T", TF_TYPES.TF_FLOAT),
    typeAttribute("U", TF_TYPES.TF_FLOAT),
    { name: "epsilon", type: TF_ATTRIBUTES.TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: TF_ATTRIBUTES.TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: TF_ATTRIBUTES.TF_ATTR_BOOL, value: true },
  ];
  let statistics: [tf.Tensor, tf.Tensor] | undefined;
  const normalized = tf.customGrad((x, gamma, beta, save) => {
    const none = tf.tensor1d([]);
    const inputs = [x, gamma, beta, none, none] as tf.Tensor[];
    const [y, mean, variance, ...reserved] = backend.executeMultipleOutputs(
      "FusedBatchNormV3",
      attributes,
      inputs,
      6,
    ) as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    statistics = [tf.keep(mean), tf.keep(variance)];
    (save as tf.GradSaveFunc)([x as tf.Tensor, gamma as tf.Tensor, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        backend.executeMultipleOutputs("FusedBatchNormGradV3", attributes, [dy, ...saved], 5)
          .slice(0, 3),
    };
  });
  const y = normalized(x, gamma, beta);
  const [mean, variance] = statistics!;
  return { y, mean, variance };
}

/** In the order of tfjs's own layer, so that the same numbers come out. */
function updateAverage(variable: tf.LayerVariable, value: tf.Tensor, momentum: number): void {
  const before = variable.read();
  variable.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
}

function batchNormalizationPrototype(): { call: Call } {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return classNameMap["BatchNormalization"]![0].prototype as unknown as { call: Call };
}
