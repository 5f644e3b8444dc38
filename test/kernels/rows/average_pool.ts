import * as tf from "@tensorflow/tfjs";
import { floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

const pool = (
  size: [number, number] | number,
  strides: [number, number] | number,
  pad: "same" | "valid" | number,
) =>
(x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, size, strides, pad);

const gradient =
  (filterSize: number[], strides: number[], pad: string) => (dy: tf.Tensor, input: tf.Tensor) =>
    tf.engine().runKernel("AvgPoolGrad", { dy, input }, { filterSize, strides, pad }) as tf.Tensor;

export const ROWS: readonly Row[] = [
  ...rows("AvgPool", [
    ["windows side by side, a row left over", [nchw(floats(2, 5, 6, 3))], pool(2, 2, "valid")],
    ["[3, 2], strides [2, 1], same", [nchw(floats(2, 7, 6, 2))], pool([3, 2], [2, 1], "same")],
    ["overlapping, valid", [floats(1, 6, 7, 3)], pool(3, 2, "valid")],
    ["strides above the size", [floats(1, 7, 8, 2)], pool([1, 2], 3, "valid")],
    ["a padding of 1", [floats(1, 4, 4, 1)], pool(3, 1, 1)],
    // Ints have no gradient: tfjs's is wrong where sizes are rounded up.
    [
      "sizes rounded up",
      [ints(1, 6, 5, 2)],
      (x) => tf.avgPool(tf.cast(x, "float32") as tf.Tensor4D, 3, 2, 0, "ceil"),
    ],
    ["the whole image", [nchw(floats(2, 3, 4, 2))], pool([3, 4], 1, "valid")],
  ]),
  ...rows("AvgPoolGrad", [
    [
      "side by side",
      [nchw(floats(2, 2, 3, 3)), nchw(floats(2, 5, 6, 3))],
      gradient([2, 2], [2, 2], "valid"),
    ],
    [
      "overlapping, same",
      [nchw(floats(2, 4, 6, 2)), nchw(floats(2, 7, 6, 2))],
      gradient([3, 2], [2, 1], "same"),
    ],
  ], { gradient: "none" }),
];
