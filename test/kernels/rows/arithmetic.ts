import * as tf from "@tensorflow/tfjs";
import { bools, EXTREMES, floats, given, ints, nchw, positive, tied } from "../_inputs.ts";
import { type Row, rows, type RowTuple } from "../_row.ts";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/**
 * What every function of two tensors is tried with: all ways of broadcasting, in both layouts. Some have a
 * gradient in tfjs for equal shapes only, which `spread` then says.
 */
function broadcasting(run: Binary, spread: Pick<Row, "gradient"> = {}): RowTuple[] {
  return [
    ["equal shapes", [floats(3, 5), positive(3, 5)], run],
    ["NCHW and plain", [nchw(floats(2, 3, 4, 5)), positive(2, 3, 4, 5)], run],
    ["a scalar", [floats(3, 5), positive()], run, spread],
    ["a scalar in front", [floats(), positive(3, 5)], run, spread],
    ["both sides spread", [floats(3, 1), positive(1, 5)], run, spread],
    ["ranks 3 and 1", [floats(2, 3, 4), positive(4)], run, spread],
    ["NCHW and [channels]", [nchw(floats(2, 3, 4, 5)), positive(5)], run, spread],
    ["[width, 1] and NCHW", [floats(4, 1), nchw(positive(2, 3, 4, 5))], run, spread],
    [
      "NCHW of one pixel and NCHW",
      [nchw(floats(2, 1, 1, 5)), nchw(positive(1, 3, 4, 5))],
      run,
      spread,
    ],
    ["NCHW of one channel and a scalar", [nchw(floats(2, 3, 4, 1)), positive()], run, spread],
  ];
}

/** The same for what takes integers. */
function ofNumbers(run: Binary, spread: Pick<Row, "gradient"> = {}): RowTuple[] {
  return [
    ...broadcasting(run, spread),
    ["int32", [ints(3, 5), given([5], [1, 2, 3, 4, 5], "int32")], run],
    ["int32 and float32", [ints(3, 5), positive(5)], run, spread],
    ["bool and float32", [bools(3, 5), positive(5)], run, spread],
  ];
}

const EQUAL_SHAPES_ONLY = { gradient: "none" } as const;

const NEGATED = EXTREMES.map((value) => -value);

export const ROWS: readonly Row[] = [
  ...rows("Add", ofNumbers(tf.add)),
  ...rows("Sub", ofNumbers(tf.sub)),
  ...rows("Multiply", ofNumbers(tf.mul)),
  ...rows("RealDiv", [
    ...broadcasting(tf.div),
    ["int32 and float32", [ints(3, 5), positive(5)], tf.div],
    ["by 0", [given([4], [1, -1, 0, NaN]), given([4], [0, 0, 0, 0])], tf.div],
    ["without NaN", [given([4], [1, -1, 0, 2]), given([4], [0, 0, 0, 4])], tf.divNoNan, {
      gradient: "none",
    }],
  ]),
  ...rows("FloorDiv", [
    ["int32 with all signs", [
      given([6], [7, -7, 7, -7, 6, 2147483647], "int32"),
      given([6], [2, 2, -2, -2, 3, 2], "int32"),
    ], tf.div],
    ["int32 by a scalar, NCHW", [nchw(ints(1, 2, 2, 3)), given([], [3], "int32")], tf.div],
    ["float32 becomes int32", [floats(3, 5), positive(5)], tf.floorDiv],
  ]),
  ...rows("Maximum", [
    ...ofNumbers(tf.maximum, EQUAL_SHAPES_ONLY),
    ["ties", [tied(3, 5), tied(3, 5)], tf.maximum],
    ["extremes", [given([9], EXTREMES), given([9], NEGATED)], tf.maximum],
    ["bools become int32", [bools(5), bools(5)], tf.maximum],
  ]),
  ...rows("Minimum", [
    ...ofNumbers(tf.minimum, EQUAL_SHAPES_ONLY),
    ["ties", [tied(3, 5), tied(3, 5)], tf.minimum],
    ["extremes", [given([9], EXTREMES), given([9], NEGATED)], tf.minimum],
  ]),
  ...rows("Pow", [
    ["a square", [floats(3, 5), given([], [2])], tf.pow],
    ["bases above 0, broadcast", [positive(3, 5), floats(5)], tf.pow],
    ["NCHW and [channels]", [nchw(positive(2, 3, 4, 5)), floats(5)], tf.pow],
    ["negative bases and 0", [
      given([6], [-2, -2, -2, 0, 0, 0]),
      given([6], [3, 2, 0.5, 0, 2, -1]),
    ], tf.pow],
    ["int32", [ints(3, 5), given([5], [0, 1, 2, 3, 1], "int32")], tf.pow],
    ["int32 and float32", [ints(3, 5), given([], [2])], tf.pow],
  ]),
  ...rows("SquaredDifference", [
    ...broadcasting(tf.squaredDifference, EQUAL_SHAPES_ONLY),
    ["int32", [ints(3, 5), ints(5)], tf.squaredDifference],
  ]),
  ...rows("AddN", [
    ["one", [floats(3, 5)], (a) => tf.addN([a])],
    ["three", [floats(3, 5), floats(3, 5), floats(3, 5)], (...all) => tf.addN(all)],
    ["NCHW among plain", [
      floats(2, 3, 4, 5),
      nchw(floats(2, 3, 4, 5)),
      floats(2, 3, 4, 5),
    ], (...all) => tf.addN(all)],
    ["one twice", [floats(4)], (a) => tf.addN([a, a])],
    ["int32", [ints(7), ints(7), ints(7)], (...all) => tf.addN(all)],
  ]),
  ...rows("AddN", [
    ["three", [floats(3, 5), floats(3, 5), floats(3, 5)], (...all) => tf.addN(all)],
  ], { target: "webgpu" }),
];
