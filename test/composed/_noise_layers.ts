import * as tf from "@tensorflow/tfjs";
import { type Block, isSequence } from "./_block.ts";

const { layers } = tf;

/**
 * Not for images with three equal sizes: the draws lie in memory as the image does, channels first or last, and
 * the test tells which by the shape.
 */
const takes = (shape: readonly number[]) => shape.length < 3 || new Set(shape).size > 1;

/** Layers that draw random numbers while training. */
export const NOISE: readonly Block[] = [
  { title: "Dropout", takes, make: ({ name }) => layers.dropout({ name, rate: 0.3 }) },
  {
    title: "GaussianNoise",
    takes,
    make: ({ name }) => layers.gaussianNoise({ name, stddev: 0.2 }),
  },
  {
    title: "GaussianDropout",
    takes,
    make: ({ name }) => layers.gaussianDropout({ name, rate: 0.2 }),
  },
  { title: "AlphaDropout", takes, make: ({ name }) => layers.alphaDropout({ name, rate: 0.25 }) },
  {
    title: "SpatialDropout1D",
    takes: isSequence,
    make: ({ name }) => {
      // Private in the types, registered all the same.
      const [SpatialDropout1D] = tf.serialization.SerializationMap.getMap()
        .classNameMap["SpatialDropout1D"] as unknown as [new (config: object) => tf.layers.Layer];
      return new SpatialDropout1D({ name, rate: 0.4 });
    },
  },
];
