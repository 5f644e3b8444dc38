import * as tf from "@tensorflow/tfjs";
import { batchShape } from "../_batch_values.ts";

/** A made-up batch for a model of one input and one output: pixels spread over 0 to 1, each label in turn. */
export function sampleBatch(
  { inputs, outputs }: tf.LayersModel,
  size: number,
): { x: Float32Array; y: Float32Array } {
  const sizeOf = (symbol: tf.SymbolicTensor) => tf.util.sizeFromShape(batchShape(symbol, size));
  const x = Float32Array.from({ length: sizeOf(inputs[0]!) }, (_, i) => (i * 7919 % 1009) / 1009);
  const y = new Float32Array(sizeOf(outputs[0]!));
  const classes = y.length / size;
  for (let row = 0; row < size; row++) y[row * classes + row % classes] = 1;
  return { x, y };
}
