import * as tf from "@tensorflow/tfjs";
import { floats, type Input, mnist, nchw, tied } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Padding = Parameters<typeof tf.maxPool>[3];

/** A pool's window, and the sizes of its input. */
interface Pool {
  readonly x: [number, number, number, number];
  readonly window: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad?: Padding;
  readonly rounding?: "floor" | "ceil";
}

const POOLS: Readonly<Record<string, Pool>> = {
  "2x2": { x: [2, 4, 6, 3], window: 2, strides: 2 },
  "2x2 with a row left over": { x: [2, 5, 7, 2], window: 2, strides: 2 },
  "2x3 windows, a gap between them": { x: [1, 6, 9, 2], window: [2, 3], strides: [3, 4] },
  "3x3, stride 2, overlapping": { x: [2, 7, 7, 2], window: 3, strides: 2 },
  "3x3, stride 2, same": { x: [2, 6, 7, 2], window: 3, strides: 2, pad: "same" },
  "3x3, stride 1, same": { x: [1, 4, 5, 2], window: 3, strides: 1, pad: "same" },
  "2x2, same, a row left over": { x: [1, 5, 5, 2], window: 2, strides: 2, pad: "same" },
  "explicit pads": {
    x: [1, 4, 5, 2],
    window: 3,
    strides: 2,
    pad: [[0, 0], [1, 0], [0, 1], [0, 0]],
  },
  "a number as pad, rounded up": {
    x: [1, 4, 6, 2],
    window: 3,
    strides: 2,
    pad: 1,
    rounding: "ceil",
  },
  "the whole map": { x: [2, 3, 4, 2], window: [3, 4], strides: 1 },
};

function pool({ window, strides, pad = "valid", rounding }: Pool) {
  return (x: tf.Tensor4D) => tf.maxPool(x, window, strides, pad, rounding);
}

/** Every pool on values of which many are equal, in both layouts. */
const FORWARD: RowTuple[] = Object.entries(POOLS).flatMap(([title, spec], i): RowTuple[] => [
  [
    title,
    [i % 2 === 0 ? tied(...spec.x) : nchw(tied(...spec.x))],
    pool(spec),
    // tfjs's gradient forgets the rounding and leaves out the last row and column.
    spec.rounding === "ceil" ? { gradient: "refused" } : {},
  ],
]);

function gradient(spec: Pool) {
  return (x: tf.Tensor, dy: tf.Tensor) => tf.grad((v) => pool(spec)(v as tf.Tensor4D))(x, dy);
}

function dyOf(spec: Pool): Input {
  return nchw(floats(...tf.tidy(() => pool(spec)(tf.zeros(spec.x)).shape)));
}

const DIGITS: Pool = { x: [4, 28, 28, 1], window: 2, strides: 2 };
const OVERLAPPING: Pool = { ...DIGITS, window: 3, pad: "same" };

/** Where the gradient goes is shown by ties: whole numbers, and digits with their blank background. */
const GRADIENT: RowTuple[] = [
  ...Object.entries(POOLS).filter(([, { rounding }]) => rounding !== "ceil").flatMap((
    [title, spec],
  ): RowTuple[] => [
    [`${title}, ties`, [tied(...spec.x), dyOf(spec)], gradient(spec)],
    [
      `${title}, all negative`,
      [floats(...spec.x), dyOf(spec)],
      (x, dy) => gradient(spec)(tf.sub(x, 5), dy),
    ],
  ]),
  ["MNIST digits", [mnist(4), dyOf(DIGITS)], gradient(DIGITS)],
  ["MNIST digits, 3x3 windows", [mnist(4), dyOf(OVERLAPPING)], gradient(OVERLAPPING)],
];

/** ReLU in front, which a training trace moves behind the pool. */
const BEHIND_RELU: RowTuple[] = ["2x2", "2x2 with a row left over", "3x3, stride 2, same"].map(
  (title) => {
    const spec = POOLS[title]!;
    const run = (x: tf.Tensor) => pool(spec)(tf.relu(tf.sub(x, 1)) as tf.Tensor4D);
    return [`${title}, behind ReLU`, [nchw(tied(...spec.x))], run];
  },
);

export const ROWS: readonly Row[] = [
  ...rows("MaxPool", [...FORWARD, ...BEHIND_RELU]),
  ...rows("MaxPool", BEHIND_RELU, { reorder: true }),
  ...rows("MaxPoolGrad", GRADIENT, { gradient: "none" }),
  ...rows("MaxPoolGrad", GRADIENT, { gradient: "none", target: "webgpu" }),
];
