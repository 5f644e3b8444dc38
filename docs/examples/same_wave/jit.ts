/**
 * A functional model with two inputs and a shared encoder: have two waves the same frequency?
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { accelerate } from "../../../src/mod.ts";
import { LENGTH, wavePairs } from "./data.ts";

function build(): tf.LayersModel {
  const dense = (units: number, activation: "tanh" | "sigmoid", seed: number) =>
    tf.layers.dense({
      units,
      activation,
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
    });
  const [a, b] = [tf.input({ shape: [LENGTH] }), tf.input({ shape: [LENGTH] })];
  const [first, second] = [dense(512, "tanh", 1), dense(64, "tanh", 2)];
  const encode = (wave: tf.SymbolicTensor) => second.apply(first.apply(wave)) as tf.SymbolicTensor;
  const both = tf.layers.multiply().apply([encode(a), encode(b)]) as tf.SymbolicTensor;
  const hidden = dense(64, "tanh", 3).apply(both) as tf.SymbolicTensor;
  const same = dense(1, "sigmoid", 4).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: [a, b], outputs: same });
}

/** Trains and gives the loss of every epoch. */
export async function train({ pairs = 2048, epochs = 6 } = {}): Promise<number[]> {
  const data = wavePairs(pairs);
  const model = build();
  model.compile({ optimizer: tf.train.adam(0.001), loss: "binaryCrossentropy" });
  accelerate(model);
  const { history } = await model.fit(
    [tf.tensor2d(data.a), tf.tensor2d(data.b)],
    tf.tensor2d(data.same),
    // The pairs come in random order already, and tfjs's shuffle takes no seed.
    { epochs, batchSize: 128, shuffle: false, verbose: 0 },
  );
  return history.loss as number[];
}

if (import.meta.main) console.log(await train());
