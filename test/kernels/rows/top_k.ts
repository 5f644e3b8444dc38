import * as tf from "@tensorflow/tfjs";
import { floats, tied } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

export const ROWS: readonly Row[] = [
  ...rows("TopK", [
    ["2 of 5", [floats(3, 5)], (x) => {
      const { values, indices } = tf.topk(x, 2);
      return [values, indices];
    }],
    ["all of a vector with equal values", [tied(6)], (x) => tf.topk(x, 6).indices],
    ["the values alone", [floats(2, 4)], (x) => tf.topk(x, 3).values, { gradient: "none" }],
  ]),
];
