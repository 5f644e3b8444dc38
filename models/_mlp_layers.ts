import * as tf from "@tensorflow/tfjs";
import type { LayerOptions, RecipeDefinition } from "./define_recipe.ts";
import type { RecipeConfig } from "./recipe.ts";

/** A hidden layer, and the share of its outputs that dropout sets to 0; absent: no dropout layer. */
interface Hidden {
  readonly units: number;
  readonly dropout?: number;
}

/** Dense layers with ReLU on flat images, and a softmax over the classes. */
export function mlpLayers<C extends RecipeConfig>(
  { shape, numClasses, kernel }: LayerOptions<C>,
  hidden: readonly Hidden[],
): tf.layers.Layer[] {
  const inputShape = [shape.height * shape.width * shape.channels];
  const layers = hidden.flatMap(({ units, dropout }, i) => {
    const dense = tf.layers.dense({
      name: `dense_${i + 1}`,
      ...(i === 0 ? { inputShape } : {}),
      units,
      activation: "relu",
      kernelInitializer: kernel(),
    });
    if (dropout === undefined) return [dense];
    return [dense, tf.layers.dropout({ name: `dropout_${i + 1}`, rate: dropout })];
  });
  const softmax = tf.layers.dense({
    name: `dense_${hidden.length + 1}`,
    units: numClasses,
    activation: "softmax",
    kernelInitializer: kernel(),
  });
  return [...layers, softmax];
}

/** What {@linkcode MLP_TRAINING} sets. */
type MlpTraining =
  | "dataset"
  | "batchSize"
  | "epochs"
  | "validation"
  | "optimizer"
  | "flatten";

/** How all multi-layer perceptrons on MNIST are trained, so that their layers alone differ. */
export const MLP_TRAINING: Pick<RecipeDefinition<RecipeConfig>, MlpTraining> = {
  dataset: "mnist",
  batchSize: 128,
  epochs: 30,
  validation: { split: 0.2 },
  optimizer: { name: "rmsprop", learningRate: 0.001 },
  flatten: true,
};

/** The text that the comparison of perceptrons follows. */
export const MLP_COMPARISON = "Comparing Keras architectures on MNIST (R, keras)";
