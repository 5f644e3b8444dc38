import * as tf from "@tensorflow/tfjs";
import { floats, nchw } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

/** A transposed convolution: the gradient of a convolution, as a step forward. */
function transposed(
  title: string,
  input: [number, number, number],
  filter: [number, number, number],
  strides: [number, number],
  pad: "same" | "valid",
): RowTuple {
  const [height, width, inChannels] = input;
  const [kh, kw, outChannels] = filter;
  const size = (length: number, stride: number, kernel: number) =>
    pad === "same" ? length * stride : length * stride + Math.max(kernel - stride, 0);
  return [
    title,
    [nchw(floats(2, height, width, inChannels)), floats(kh, kw, outChannels, inChannels)],
    (x, w) =>
      tf.conv2dTranspose(
        x,
        w,
        [2, size(height, strides[0], kh), size(width, strides[1], kw), outChannels],
        strides,
        pad,
      ),
  ];
}

export const ROWS: readonly Row[] = rows("Conv2DBackpropInput", [
  transposed("forward: strides 2, same", [3, 4, 2], [3, 3, 3], [2, 2], "same"),
  transposed("forward: strides [1, 3] above the kernel", [3, 4, 2], [2, 2, 3], [1, 3], "valid"),
  transposed("forward: a kernel of 4, same", [3, 2, 1], [4, 3, 2], [2, 1], "same"),
], { tolerance: 3e-6 });
