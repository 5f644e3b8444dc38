import * as tf from "@tensorflow/tfjs";
import { floats, nchw } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Padding = Parameters<typeof tf.conv2d>[3];

/** Sizes of a convolution: input [n, h, w, c], filter [kh, kw, c, f], and how it moves. */
interface Convolution {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides?: number | [number, number];
  readonly pad?: Padding;
  readonly rounding?: "floor" | "round" | "ceil";
}

const CONVOLUTIONS: Readonly<Record<string, Convolution>> = {
  "1x1": { x: [2, 3, 4, 3], filter: [1, 1, 3, 2] },
  "3x3": { x: [2, 6, 5, 2], filter: [3, 3, 2, 3] },
  "one channel": { x: [2, 6, 6, 1], filter: [3, 3, 1, 2] },
  "same, even filter": { x: [2, 5, 6, 2], filter: [2, 4, 2, 3], pad: "same" },
  "strides that leave rows over": { x: [2, 8, 9, 2], filter: [3, 2, 2, 3], strides: [2, 3] },
  "same, stride 2": { x: [1, 5, 8, 2], filter: [3, 3, 2, 3], strides: 2, pad: "same" },
  "a stride above the filter": { x: [1, 7, 7, 2], filter: [2, 1, 2, 2], strides: 3 },
  "explicit pads": {
    x: [1, 4, 5, 2],
    filter: [3, 3, 2, 2],
    pad: [[0, 0], [1, 2], [0, 1], [0, 0]],
  },
  "a number as pad, rounded up": {
    x: [1, 4, 6, 2],
    filter: [3, 3, 2, 2],
    strides: 2,
    pad: 0,
    rounding: "ceil",
  },
  "a filter as large as the input": { x: [3, 4, 3, 2], filter: [4, 3, 2, 3] },
};

const entries = Object.entries(CONVOLUTIONS);

function convolve({ strides = 1, pad = "valid", rounding }: Convolution) {
  return (x: tf.Tensor4D, filter: tf.Tensor4D) =>
    tf.conv2d(x, filter, strides, pad, "NHWC", 1, rounding);
}

const FORWARD: RowTuple[] = entries.map(([title, convolution]) => [
  title,
  [floats(...convolution.x), floats(...convolution.filter)],
  convolve(convolution),
  // tfjs's gradient forgets the rounding and leaves out the last row and column.
  convolution.rounding === "ceil" ? { gradient: "refused" } : {},
]);

/** Kernels that tfjs calls for a convolution's gradients only. */
function gradients(by: "input" | "filter"): RowTuple[] {
  return entries.filter(([, { rounding }]) => rounding !== "ceil").map(([title, convolution]) => {
    const run = convolve(convolution);
    const shape = tf.tidy(() => run(tf.zeros(convolution.x), tf.zeros(convolution.filter)).shape);
    return [
      title,
      [floats(...convolution.x), floats(...convolution.filter), nchw(floats(...shape))],
      (x: tf.Tensor4D, filter: tf.Tensor4D, dy: tf.Tensor) =>
        by === "input"
          ? tf.grad((v) => run(v as tf.Tensor4D, filter))(x, dy)
          : tf.grad((v) => run(x, v as tf.Tensor4D))(filter, dy),
    ];
  });
}

type Fused = Parameters<typeof tf.fused.conv2d>[0];

function fused(options: Partial<Fused>) {
  return (x: tf.Tensor4D, filter: tf.Tensor4D, bias?: tf.Tensor, weights?: tf.Tensor) =>
    tf.fused.conv2d({
      x,
      filter,
      strides: 1,
      pad: "same",
      ...(bias === undefined ? {} : { bias }),
      ...(weights === undefined ? {} : { preluActivationWeights: weights }),
      ...options,
    });
}

const X = floats(2, 5, 4, 3);
const FILTER = floats(3, 3, 3, 2);

export const ROWS: readonly Row[] = [
  ...rows("Conv2D", [
    ...FORWARD,
    ["an NCHW input", [nchw(floats(2, 5, 5, 3)), FILTER], (x, f) => tf.conv2d(x, f, 2, "same")],
    [
      "dilation",
      [floats(1, 7, 8, 2), floats(3, 2, 2, 2)],
      (x, f) => tf.conv2d(x, f, 1, "valid", "NHWC", [2, 3]),
      { gradient: "none" },
    ],
    [
      "dilation, same",
      [floats(1, 7, 8, 2), floats(3, 2, 2, 2)],
      (x, f) => tf.conv2d(x, f, 1, "same", "NHWC", 2),
      { gradient: "none" },
    ],
    ["an image without batch", [floats(5, 4, 3), FILTER], (x, f) => tf.conv2d(x, f, 1, "valid")],
    ["a filter that is computed", [X, FILTER], (x, f) => tf.conv2d(x, tf.mul(f, 2), 1, "valid")],
  ], { tolerance: 3e-6 }),
  ...rows("FusedConv2D", [
    ["no bias, no activation", [X, FILTER], fused({})],
    ["bias", [X, FILTER, floats(2)], fused({})],
    ["a scalar bias", [X, FILTER, floats()], fused({})],
    ["bias and relu", [nchw(X), FILTER, floats(2)], fused({ activation: "relu" })],
    ["bias and relu6", [X, FILTER, floats(2)], fused({ activation: "relu6" })],
    ["elu, stride 2", [X, FILTER], fused({ activation: "elu", strides: 2 })],
    ["sigmoid", [X, FILTER, floats(2)], fused({ activation: "sigmoid" })],
    ["leakyrelu", [X, FILTER], fused({ activation: "leakyrelu", leakyreluAlpha: 0.3 })],
    ["prelu", [X, FILTER, floats(2), floats(2)], fused({ activation: "prelu" })],
  ], { tolerance: 3e-6 }),
  ...rows("Conv2DBackpropInput", gradients("input"), { tolerance: 5e-6, gradient: "none" }),
  ...rows("Conv2DBackpropFilter", gradients("filter"), { tolerance: 5e-6, gradient: "none" }),
  ...rows("Conv2DBackpropFilter", gradients("filter"), {
    tolerance: 5e-6,
    gradient: "none",
    reorder: true,
  }),
];
