import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { TensorData } from "../../../src/graph/mod.ts";
import { createSession, type SessionOptions } from "../../../src/runtime/mod.ts";

/** Everything that an exported model must agree on. */
export const RUNTIMES: readonly (readonly [string, SessionOptions])[] = [
  ["node, nothing optimized", { optimization: "disabled" }],
  ["node", { optimization: "all" }],
  ["web", { runtime: "web" }],
];

/** The batch sizes to compare at: none of them is one that an export traces. */
export const BATCHES = [1, 2, 64];

/** Inputs for a model: the same at each call, in [-1, 1). */
export function inputsOf(model: tf.LayersModel, batch: number): tf.Tensor[] {
  return model.inputs.map(({ shape }, i) =>
    tf.randomUniform([batch, ...shape.slice(1) as number[]], -1, 1, "float32", `${batch} ${i}`)
  );
}

/**
 * Fails unless a model's file gives tfjs's outputs at every batch size on every runtime.
 *
 * @param draw Inputs for a batch size, float32.
 */
export async function expectAgreement(
  model: tf.LayersModel,
  bytes: Uint8Array,
  predict: (inputs: tf.Tensor[]) => tf.Tensor[],
  tolerance = 2e-6,
  draw: (batch: number) => tf.Tensor[] = (batch) => inputsOf(model, batch),
  runtimes = RUNTIMES,
): Promise<void> {
  const cases = BATCHES.map((batch) => {
    const inputs = draw(batch);
    return { batch, inputs: inputs.map(data), outputs: predict(inputs).map(data) };
  });
  for (const [runtime, options] of runtimes) {
    const session = await createSession(bytes, { threads: 1, ...options });
    expect(session.inputs.map(({ name }) => name)).toEqual(model.inputNames);
    expect(session.outputs.map(({ name }) => name)).toEqual(model.outputNames);
    for (const { batch, inputs, outputs } of cases) {
      const results = await session.run(
        Object.fromEntries(session.inputs.map(({ name }, i) => [name, inputs[i]!])),
      );
      session.outputs.forEach(({ name }, i) => {
        const { shape, data } = results[name]!;
        const wanted = outputs[i]!;
        expect(shape, `${runtime}, batch ${batch}`).toEqual(wanted.shape);
        expect(difference(data, wanted.data), `${runtime}, batch ${batch}`)
          .toBeLessThanOrEqual(tolerance);
      });
    }
    await session.release();
  }
}

function data(tensor: tf.Tensor): TensorData {
  return { dtype: "float32", shape: tensor.shape, data: tensor.dataSync<"float32">().slice() };
}

function difference(a: TensorData["data"], b: TensorData["data"]): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    const [actual, expected] = [Number(a[i]), Number(b[i])];
    largest = Math.max(largest, Math.abs(actual - expected) / Math.max(1, Math.abs(expected)));
  }
  return largest;
}
