/*
 * Prints, as JSON, how far ONNX Runtime's WebGPU provider is from its CPU provider in training steps and in an
 * exported model. A program of its own, since the Vulkan loader reads VK_ICD_FILENAMES from the environment
 * that a process starts with.
 */
import * as tf from "@tensorflow/tfjs";
import { toOnnx } from "../../../../src/export/mod.ts";
import type { TensorData } from "../../../../src/graph/mod.ts";
import { createSession } from "../../../../src/runtime/mod.ts";
import { onnxEngine } from "../../../../src/train/mod.ts";
import { digits, smallLenet } from "./_digits.ts";

const SIZE = 2;

/** Few operations, but one of each kind: a strided convolution, a pool that overlaps and pads, one that does not. */
function model(): tf.LayersModel {
  const { layers } = tf;
  const weights = (seed: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });
  const made = tf.sequential({
    layers: [
      layers.conv2d({
        name: "conv_1",
        inputShape: [28, 28, 1],
        filters: 2,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
        ...weights(1),
      }),
      layers.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
      layers.conv2d({
        name: "conv_2",
        filters: 2,
        kernelSize: 2,
        activation: "relu",
        ...weights(2),
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.dropout({ rate: 0.4 }),
      layers.flatten(),
      layers.dense({ name: "dense", units: 10, activation: "softmax", ...weights(3) }),
    ],
  });
  const optimizer = tf.train.adam(0.001);
  made.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  return made;
}

/** The state after a step. */
async function train(provider: "cpu" | "webgpu") {
  const program = await onnxEngine.compile(model(), { seed: 1, batchSize: SIZE, provider });
  const { x, y } = digits(0, SIZE);
  const { loss } = await program.trainOnBatch(x, y, SIZE, 0);
  const { tensors } = program.getState();
  await program.dispose();
  return { provider: program.provider, loss, tensors };
}

async function predict(bytes: Uint8Array, provider: "cpu" | "webgpu"): Promise<TensorData> {
  const session = await createSession(bytes, { provider });
  const { x } = digits(3, 3);
  const results = await session.run({
    [session.inputs[0]!.name]: { dtype: "float32", shape: [3, 28, 28, 1], data: x },
  } as Record<string, TensorData>);
  await session.release();
  return results[session.outputs[0]!.name]!;
}

function difference(a: TensorData, b: TensorData): number {
  return [...a.data].reduce<number>(
    (largest, value, i) => Math.max(largest, Math.abs(Number(value) - Number(b.data[i]))),
    0,
  );
}

const [onCpu, onWebGpu] = [await train("cpu"), await train("webgpu")];
const { bytes } = toOnnx(smallLenet());
const [expected, actual] = [await predict(bytes, "cpu"), await predict(bytes, "webgpu")];
console.log(JSON.stringify({
  providers: [onCpu.provider, onWebGpu.provider],
  losses: [onCpu.loss, onWebGpu.loss],
  state: Object.fromEntries(
    Object.entries(onCpu.tensors).map((
      [name, tensor],
    ) => [name, difference(tensor, onWebGpu.tensors[name]!)]),
  ),
  prediction: difference(expected, actual),
}));
