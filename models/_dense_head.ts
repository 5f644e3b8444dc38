import * as tf from "@tensorflow/tfjs";
import type { LayerOptions } from "./define_recipe.ts";

/** What the head's layers are made from. */
type HeadConfig = Readonly<Record<"units" | "dropout2", number>>;

/** The end of a convolutional network: a hidden layer, dropout, and a softmax over the classes. */
export function denseHead<C extends HeadConfig>(
  { config, numClasses, kernel }: LayerOptions<C>,
): tf.layers.Layer[] {
  return [
    tf.layers.dense({
      name: "dense_1",
      units: config.units,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.dropout({ name: "dropout_2", rate: config.dropout2 }),
    tf.layers.dense({
      name: "dense_2",
      units: numClasses,
      activation: "softmax",
      kernelInitializer: kernel(),
    }),
  ];
}
