import * as tf from "@tensorflow/tfjs";
import { floats, nchw } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Images = tf.Tensor4D;

/** Attributes that both gradients take besides a shape. */
const SAME = { strides: [2, 1], pad: "same", dilations: [1, 1] };

const kernel = (name: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;

const convolutions: RowTuple[] = [
  [
    "multiplier 2, strides 2, same",
    [nchw(floats(2, 7, 6, 3)), floats(3, 2, 3, 2)],
    (x, w) => tf.depthwiseConv2d(x as Images, w as Images, 2, "same"),
  ],
  [
    "valid, strides [1, 2] that leave a column",
    [floats(2, 5, 6, 2), floats(2, 3, 2, 1)],
    (x, w) => tf.depthwiseConv2d(x as Images, w as Images, [1, 2], "valid"),
  ],
  [
    "1x1, one image",
    [floats(1, 3, 4, 4), floats(1, 1, 4, 3)],
    (x, w) => tf.depthwiseConv2d(x as Images, w as Images, 1, "valid"),
  ],
];

const inputGradients = [1, 2, 3, 4].map((multiplier): RowTuple => [
  `strides [2, 1], same, multiplier ${multiplier}`,
  [nchw(floats(2, 4, 6, 3 * multiplier)), floats(3, 2, 3, multiplier)],
  (dy, filter) =>
    kernel("DepthwiseConv2dNativeBackpropInput", { dy, filter }, {
      ...SAME,
      inputShape: [2, 7, 6, 3],
    }),
]);

export const ROWS: readonly Row[] = [
  ...rows("DepthwiseConv2dNative", [
    ...convolutions,
    [
      "dilation [2, 1]",
      [floats(1, 7, 6, 2), floats(3, 2, 2, 2)],
      (x, w) => tf.depthwiseConv2d(x as Images, w as Images, 1, "same", "NHWC", [2, 1]),
      { gradient: "none" },
    ],
  ]),
  ...rows("FusedDepthwiseConv2D", [
    [
      "bias and relu6",
      [floats(2, 5, 4, 3), floats(3, 3, 3, 2), floats(6)],
      (x, filter, bias) =>
        kernel("FusedDepthwiseConv2D", { x, filter, bias }, {
          strides: [1, 1],
          pad: "same",
          dataFormat: "NHWC",
          dilations: [1, 1],
          activation: "relu6",
        }),
    ],
    [
      "one bias for all channels",
      [nchw(floats(1, 5, 4, 2)), floats(2, 2, 2, 1), floats()],
      (x, filter, bias) =>
        kernel("FusedDepthwiseConv2D", { x, filter, bias }, {
          strides: [2, 1],
          pad: "valid",
          dataFormat: "NHWC",
          dilations: [1, 1],
          activation: "linear",
        }),
    ],
  ], { gradient: "none" }),
  ...rows("DepthwiseConv2dNativeBackpropInput", inputGradients, { gradient: "none" }),
  ...rows("DepthwiseConv2dNativeBackpropInput", inputGradients, {
    gradient: "none",
    target: "webgpu",
  }),
  ...rows("DepthwiseConv2dNativeBackpropFilter", [
    [
      "strides [2, 1], same",
      [nchw(floats(2, 7, 6, 3)), nchw(floats(2, 4, 6, 6))],
      (x, dy) =>
        kernel("DepthwiseConv2dNativeBackpropFilter", { x, dy }, {
          ...SAME,
          filterShape: [3, 2, 3, 2],
        }),
      { tolerance: 2e-6 },
    ],
  ], { gradient: "none" }),
];
