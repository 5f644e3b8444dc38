import * as tf from "@tensorflow/tfjs";
import { floats, ints } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

export const ROWS: readonly Row[] = [
  ...rows("Cumprod", [
    ["a vector", [floats(5)], (x) => tf.cumprod(x)],
    ["exclusive, the last axis", [floats(2, 4)], (x) => tf.cumprod(x, 1, true)],
    ["reversed, the first axis", [floats(4, 2)], (x) => tf.cumprod(x, 0, false, true)],
    ["exclusive and reversed, axis 1", [floats(2, 3, 2)], (x) => tf.cumprod(x, 1, true, true)],
    ["one element, exclusive", [floats(2, 1)], (x) => tf.cumprod(x, 1, true)],
    ["int32", [ints(4)], (x) => tf.cumprod(x)],
  ], { gradient: "none" }),
  ...rows("Cumsum", [
    ["the last axis, exclusive", [floats(3, 4)], (x) => tf.cumsum(x, 1, true)],
    ["the last axis, from the end", [floats(2, 3, 4)], (x) => tf.cumsum(x, 2, false, true)],
    ["axis 0, as tfjs's square gradient allows", [floats(3, 3)], (x) => tf.cumsum(x, 0)],
    ["int32", [ints(5)], (x) => tf.cumsum(x)],
  ]),
];
