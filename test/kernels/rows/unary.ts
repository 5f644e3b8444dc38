import * as tf from "@tensorflow/tfjs";
import { bools, EXTREMES, floats, given, ints, nchw, positive } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

/** What every function of one tensor is tried with. */
function ofFloats(run: Unary): RowTuple[] {
  return [
    ["rank 2", [floats(3, 5)], run],
    ["a scalar", [floats()], run],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], run],
    ["extremes", [given([9], EXTREMES)], run],
  ];
}

/** The same where tfjs takes integers too, of whose results it keeps the whole part. */
function ofNumbers(run: Unary): RowTuple[] {
  return [...ofFloats(run), ["int32", [ints(3, 5)], run]];
}

/** What is defined above 0 only. */
function ofPositive(run: Unary): RowTuple[] {
  return [
    ["rank 2", [positive(3, 5)], run],
    ["NCHW", [nchw(positive(2, 3, 4, 5))], run],
    ["outside of its domain", [given([4], [-1, 0, 1e-30, Infinity])], run],
  ];
}

const HALVES = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.4999999];
const SMALL = [1e-7, -1e-6, 1e-4, -0.01, 0.3, -0.3];

export const ROWS: readonly Row[] = [
  ...rows("Abs", ofNumbers(tf.abs)),
  ...rows("Ceil", [...ofFloats(tf.ceil), ["halves", [given([8], HALVES)], tf.ceil]]),
  ...rows("Cos", [
    ["rank 2", [floats(3, 5)], tf.cos],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], tf.cos],
  ]),
  ...rows("Erf", ofNumbers(tf.erf)),
  ...rows("Exp", ofNumbers(tf.exp)),
  ...rows("Expm1", [
    ...ofNumbers(tf.expm1),
    ["near 0", [given([6], SMALL)], tf.expm1, { relative: true }],
  ]),
  ...rows("Floor", [...ofFloats(tf.floor), ["halves", [given([8], HALVES)], tf.floor]]),
  ...rows("IsNan", [
    ["NaN among numbers", [given([9], EXTREMES)], tf.isNaN],
    ["NCHW", [nchw(floats(1, 2, 2, 3))], tf.isNaN],
  ]),
  ...rows("Log", ofPositive(tf.log)),
  ...rows("Log1p", [
    ...ofPositive(tf.log1p),
    ["int32", [given([3], [1, 2, 9], "int32")], tf.log1p],
    ["near 0", [given([6], SMALL)], tf.log1p, { relative: true }],
  ]),
  ...rows("Neg", ofNumbers(tf.neg)),
  ...rows("Reciprocal", [
    ["rank 2", [positive(3, 5)], tf.reciprocal],
    ["NCHW", [nchw(positive(2, 3, 4, 5))], tf.reciprocal],
    ["0 and infinity", [given([4], [-0, 0, Infinity, -Infinity])], tf.reciprocal],
    ["int32", [given([3], [1, 2, -1], "int32")], tf.reciprocal],
  ]),
  ...rows("Round", [
    ...ofNumbers(tf.round),
    ["halves to even", [given([8], HALVES)], tf.round],
  ]),
  ...rows("Rsqrt", ofPositive(tf.rsqrt)),
  ...rows("Sign", ofNumbers(tf.sign)),
  ...rows("Sin", [
    ["rank 2", [floats(3, 5)], tf.sin],
    ["NCHW", [nchw(floats(2, 3, 4, 5))], tf.sin],
  ]),
  ...rows("Sqrt", ofPositive(tf.sqrt)),
  ...rows("Square", ofNumbers(tf.square)),
  ...rows("Step", [
    ...ofNumbers((x) => tf.step(x)),
    ["alpha 0.3, NCHW", [nchw(floats(2, 3, 4, 5))], (x) => tf.step(x, 0.3)],
    ["alpha -1", [given([9], EXTREMES)], (x) => tf.step(x, -1)],
    ["alpha -1, int32", [ints(7)], (x) => tf.step(x, -1)],
  ]),
  ...rows("ClipByValue", [
    ...ofNumbers((x) => tf.clipByValue(x, -1, 1)),
    [
      "bounds beyond float32",
      [given([9], EXTREMES)],
      (x) => tf.clipByValue(x, 0.1, Number.MAX_VALUE),
    ],
    ["one bound only, int32", [ints(9)], (x) => tf.clipByValue(x, -1.5, Infinity)],
  ]),
  ...rows("Cast", [
    [
      "float32 to int32 truncates",
      [given([6], [-2.7, -0.5, 0, 0.9, 1.5, 1e6])],
      (x) => tf.cast(x, "int32"),
    ],
    ["float32 to bool", [given([4], [-0.1, 0, 0.5, NaN])], (x) => tf.cast(x, "bool")],
    ["int32 to float32", [ints(2, 3)], (x) => tf.cast(x, "float32")],
    ["int32 to bool", [ints(2, 3)], (x) => tf.cast(x, "bool")],
    ["bool to float32, NCHW", [nchw(bools(1, 2, 2, 3))], (x) => tf.cast(x, "float32")],
    ["bool to int32", [bools(5)], (x) => tf.cast(x, "int32")],
    [
      "float32 to int32 and back, NCHW",
      [nchw(floats(1, 2, 2, 3))],
      (x) => tf.cast(tf.cast(x, "int32"), "float32"),
    ],
  ]),
];
