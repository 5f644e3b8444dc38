import * as tf from "@tensorflow/tfjs";
import { denseHead } from "./_dense_head.ts";
import type { LayerOptions } from "./define_recipe.ts";

/** What {@linkcode twoConvLayers} lets one vary. */
export type TwoConvConfig = Readonly<
  Record<"filters1" | "filters2" | "kernelSize" | "dropout1" | "units" | "dropout2", number>
>;

/** The layers of Keras's `mnist_cnn.py`: two convolutions, one pooling, two dense layers. */
export function twoConvLayers(options: LayerOptions<TwoConvConfig>): tf.layers.Layer[] {
  const { config, shape, kernel } = options;
  return [
    tf.layers.conv2d({
      name: "conv_1",
      inputShape: [shape.height, shape.width, shape.channels],
      filters: config.filters1,
      kernelSize: config.kernelSize,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.conv2d({
      name: "conv_2",
      filters: config.filters2,
      kernelSize: config.kernelSize,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.maxPooling2d({ name: "pool_1", poolSize: 2 }),
    tf.layers.dropout({ name: "dropout_1", rate: config.dropout1 }),
    tf.layers.flatten({ name: "flatten" }),
    ...denseHead(options),
  ];
}

/** Smallest image that two convolutions without padding and a 2x2 pooling can take. */
export function twoConvMinSize({ kernelSize }: TwoConvConfig): number {
  return 2 * kernelSize;
}
