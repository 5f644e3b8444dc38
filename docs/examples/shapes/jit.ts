/**
 * A convolutional network on drawn shapes, with a learning rate that changes at every batch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { accelerate } from "../../../src/mod.ts";
import { drawShapes, NUM_CLASSES, SIZE } from "./data.ts";

const BATCH = 16;
const WARM_UP = 10;
const PEAK_RATE = 0.05;

function build(): tf.LayersModel {
  const init = (seed: number) => ({ kernelInitializer: tf.initializers.heNormal({ seed }) });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [SIZE, SIZE, 1],
        filters: 4,
        kernelSize: 3,
        activation: "relu",
        ...init(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", ...init(2) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: NUM_CLASSES, activation: "softmax", ...init(3) }),
    ],
  });
}

/** Trains and gives the loss of every batch. */
export async function train({ count = 192, epochs = 5 } = {}): Promise<number[]> {
  const { images, labels } = drawShapes(count);
  const model = build();
  const optimizer = tf.train.momentum(PEAK_RATE, 0.9);
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  accelerate(model);

  // The rate rises for some batches, then falls along a cosine.
  const numSteps = epochs * Math.ceil(count / BATCH);
  const rateOf = (step: number) =>
    PEAK_RATE * Math.min((step + 1) / WARM_UP, (1 + Math.cos(Math.PI * step / numSteps)) / 2);
  const losses: number[] = [];
  await model.fit(tf.tensor4d(images), tf.tensor1d(labels), {
    epochs,
    batchSize: BATCH,
    shuffle: false, // the drawings come in random order already
    verbose: 0,
    callbacks: {
      onBatchBegin: () => optimizer.setLearningRate(rateOf(losses.length)),
      onBatchEnd: (_batch, logs) => void losses.push(logs!.loss!),
    },
  });
  return losses;
}

if (import.meta.main) console.log(await train());
