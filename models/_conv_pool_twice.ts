import * as tf from "@tensorflow/tfjs";
import type { LayerOptions } from "./define_recipe.ts";

/** What {@linkcode convPoolTwice} lets one vary. */
type ConvPoolConfig = Readonly<Record<"filters1" | "filters2" | "kernelSize", number>>;

/** LeNet's first half: two convolutions with ReLU, each halved by max pooling. */
export function convPoolTwice<C extends ConvPoolConfig>(
  { config, shape, kernel }: LayerOptions<C>,
): tf.layers.Layer[] {
  const { filters1, filters2, kernelSize } = config;
  return [
    tf.layers.conv2d({
      name: "conv_1",
      inputShape: [shape.height, shape.width, shape.channels],
      filters: filters1,
      kernelSize,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.maxPooling2d({ name: "pool_1", poolSize: 2 }),
    tf.layers.conv2d({
      name: "conv_2",
      filters: filters2,
      kernelSize,
      activation: "relu",
      kernelInitializer: kernel(),
    }),
    tf.layers.maxPooling2d({ name: "pool_2", poolSize: 2 }),
  ];
}

/** Smallest image that the layers can take. */
export function convPoolTwiceMinSize({ kernelSize }: ConvPoolConfig): number {
  return 3 * kernelSize + 1;
}
