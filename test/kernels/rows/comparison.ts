import * as tf from "@tensorflow/tfjs";
import { bools, EXTREMES, floats, given, ints, nchw, tied } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function comparison(run: Binary): RowTuple[] {
  return [
    ["ties", [tied(3, 5), tied(3, 5)], run],
    ["broadcast", [tied(3, 1), tied(5)], run],
    ["NCHW and [channels]", [nchw(tied(2, 3, 4, 5)), tied(5)], run],
    ["int32", [ints(3, 5), ints(5)], run],
    ["int32 and float32", [ints(3, 5), tied(5)], run],
    ["bool", [bools(9), bools(9)], run],
    ["extremes", [given([9], EXTREMES), given([9], [...EXTREMES].reverse())], run],
    ["NaN with itself", [given([9], EXTREMES)], ((x: tf.Tensor) => run(x, x)) as Binary],
  ];
}

function logic(run: Binary): RowTuple[] {
  return [
    ["equal shapes", [bools(9), bools(9)], run],
    ["broadcast", [bools(3, 1), bools(5)], run],
    ["NCHW and plain", [nchw(bools(1, 2, 2, 3)), bools(1, 2, 2, 3)], run],
  ];
}

export const ROWS: readonly Row[] = [
  ...rows("Equal", comparison(tf.equal)),
  ...rows("NotEqual", comparison(tf.notEqual)),
  ...rows("Greater", comparison(tf.greater)),
  ...rows("GreaterEqual", comparison(tf.greaterEqual)),
  ...rows("Less", comparison(tf.less)),
  ...rows("LessEqual", comparison(tf.lessEqual)),
  ...rows("LogicalAnd", logic(tf.logicalAnd)),
  ...rows("LogicalOr", logic(tf.logicalOr)),
  ...rows("LogicalNot", [
    ["rank 1", [bools(9)], tf.logicalNot],
    ["NCHW", [nchw(bools(1, 2, 2, 3))], tf.logicalNot],
  ]),
  ...rows("Select", [
    ["equal shapes", [bools(3, 5), floats(3, 5), floats(3, 5)], tf.where],
    ["broadcast", [bools(3, 1), floats(5), floats(3, 5)], tf.where],
    ["NCHW and plain", [
      bools(2, 3, 4, 5),
      nchw(floats(2, 3, 4, 5)),
      floats(2, 3, 4, 5),
    ], tf.where],
    ["a scalar branch", [bools(3, 5), floats(3, 5), floats()], tf.where],
    ["int32", [bools(5), ints(5), ints(5)], tf.where],
    ["bool", [bools(5), bools(5), bools(5)], tf.where],
  ]),
];
