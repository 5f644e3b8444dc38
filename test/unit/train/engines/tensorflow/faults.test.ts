import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect } from "vitest";
import {
  createTensorflowEngine,
  prepareTfjs,
  type TrainingProgram,
} from "../../../../../src/train/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();
const SIZE = 8;
const TIME_LIMIT = 120_000;

/** Adds an entry of a table, all zeros, whose index is the batch's largest value. */
class Picker extends tf.layers.Layer {
  static className = "Picker";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const index = tf.reshape(tf.cast(tf.max(x), "int32"), [1, 1]);
    return tf.add(x, tf.gatherND(tf.zeros([3]), index));
  }
}

/** The same weights at each call. */
function compile(): Promise<TrainingProgram> {
  const model = tf.sequential({
    layers: [
      new Picker({ name: "picker", inputShape: [6] }),
      tf.layers.dense({
        units: 3,
        activation: "softmax",
        kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }),
      }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
  return createTensorflowEngine().compile(model, { seed: 1, batchSize: SIZE });
}

const Y = Float32Array.from({ length: SIZE * 3 }, (_, i) => Number(i % 3 === 0));
const batch = (largest: number) =>
  Float32Array.from({ length: SIZE * 6 }, (_, i) => largest * Math.cos(i));
const step = async (program: TrainingProgram, index: number, largest = 1) =>
  (await program.trainOnBatch(batch(largest), Y, SIZE, index))["loss"]!;

const numTensors = () =>
  (tf.findBackend("tensorflow") as unknown as { binding: { getNumOfTensors(): number } })
    .binding.getNumOfTensors();

beforeAll(prepareTfjs);

describe("an op of a recorded step that fails", () => {
  itRuns("is named with its layer, and the training goes on as if it had not been", async () => {
    const program = await compile();
    const oracle = await compile();
    expect(program.notes).toEqual([]);
    // The first ones are compared with tfjs: from then on the function runs alone.
    for (let index = 0; index < 4; index++) {
      expect(await step(program, index)).toBe(await step(oracle, index));
    }
    const state = program.getState();
    const held = numTensors();
    await expect(step(program, 4, 7)).rejects.toThrow(
      expect.objectContaining({
        name: "TensorflowError",
        code: "INVALID_ARGUMENT",
        message: expect.stringMatching(
          /^Cannot run the recorded step: .* = \[7\] does not index into .*picker\/GatherNd/s,
        ),
      }),
    );
    await expect(program.testOnBatch(batch(5), Y, SIZE)).rejects.toThrow(
      /^Cannot run the recorded step: .* = \[5\] does not index into .*picker\/GatherNd/s,
    );
    expect(numTensors()).toBe(held);
    expect(program.getState()).toEqual(state);
    expect(await step(program, 4)).toBe(await step(oracle, 4));
    expect(program.facts).toMatchObject({ recorded: true });
    await program.dispose();
    await oracle.dispose();
  }, TIME_LIMIT);
});
