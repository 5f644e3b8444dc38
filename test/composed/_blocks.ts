import * as tf from "@tensorflow/tfjs";
import type { Block } from "./_block.ts";
import { pick, whole } from "./_draw.ts";
import { IMAGES } from "./_image_layers.ts";
import { NOISE } from "./_noise_layers.ts";
import { PLAIN } from "./_plain_layers.ts";
import { SEQUENCES } from "./_sequence_layers.ts";

/** Whole numbers below this are what an {@linkcode EMBEDDING} takes. */
export const VOCABULARY = 5;

/** Stands behind an input alone, since its own input are numbers of rows. */
export const EMBEDDING: Block = {
  title: "Embedding",
  takes: () => false,
  weighted: true,
  make: ({ random, name }) =>
    tf.layers.embedding({
      name,
      inputDim: VOCABULARY,
      outputDim: whole(random, 2, 4),
      ...pick(random, [{}, { embeddingsRegularizer: tf.regularizers.l2({ l2: 0.02 }) }]),
    }),
};

/** Every kind of layer that the generator composes models of. */
export const BLOCKS: readonly Block[] = [...PLAIN, ...NOISE, ...SEQUENCES, ...IMAGES, EMBEDDING];
