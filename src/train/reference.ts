import * as tf from "@tensorflow/tfjs";
import { loadBackend, onBackend, type TfjsBackend } from "./engines/_tfjs.ts";

/** Runs a model on `size` images, row-major, and returns a new array of its outputs. */
export type Predict = (x: Float32Array, size: number) => Float32Array;

/**
 * `model.predict` on a backend of tfjs itself: what other runtimes are compared with. The backend
 * that was active before is active again after each call.
 *
 * @throws {TypeError} For a model that has not one input and one output.
 */
export async function referencePredict(
  model: tf.LayersModel,
  backend: TfjsBackend,
): Promise<Predict> {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new TypeError(
      `Cannot predict with model "${model.name}": it has ${model.inputs.length} inputs and ` +
        `${model.outputs.length} outputs. Expected one of each`,
    );
  }
  await loadBackend(backend);
  const imageShape = model.inputs[0]!.shape.slice(1) as number[];
  const values = tf.util.sizeFromShape(imageShape);
  return (x, size) => {
    if (x.length < size * values) {
      throw new RangeError(
        `Cannot predict ${size} images from ${x.length} values: expected ${size * values}`,
      );
    }
    return onBackend(backend, () =>
      tf.tidy(() => {
        const input = tf.tensor(x.subarray(0, size * values), [size, ...imageShape]);
        const output = model.predict(input, { batchSize: size }) as tf.Tensor;
        return output.dataSync<"float32">().slice();
      }));
  };
}
