import { intAttribute, intsAttribute } from "../_attributes.ts";
import { sizeOf } from "../../tensor.ts";
import type { Evaluator } from "./evaluator.ts";
import { copyStrided, fromNumbers, stridesOf, toNumbers } from "./wide.ts";

function reduction(reduce: (values: readonly number[]) => number): Evaluator {
  return ({ node, inputs: [x, axesInput] }) => {
    const numbers = x && toNumbers(x);
    if (!numbers || x.data.length === 0) return undefined;
    const rank = x.shape.length;
    const given = axesInput ? toNumbers(axesInput) : intsAttribute(node, "axes");
    if (axesInput && !given) return undefined;
    const empty = given === undefined || given.length === 0;
    if (empty && intAttribute(node, "noop_with_empty_axes", 0) !== 0) return x;
    const axes = empty
      ? x.shape.map((_, axis) => axis)
      : Array.from(given, (axis) => axis < 0 ? axis + rank : axis);
    const kept = x.shape.flatMap((_, axis) => axes.includes(axis) ? [] : [axis]);
    const order = [...kept, ...x.shape.flatMap((_, axis) => axes.includes(axis) ? [axis] : [])];
    const strides = stridesOf(x.shape);
    const moved = copyStrided(
      Float64Array.from(numbers),
      order.map((axis) => x.shape[axis]!),
      order.map((axis) => strides[axis]!),
    ) as Float64Array;
    const length = sizeOf(axes.map((axis) => x.shape[axis]!));
    const results = Float64Array.from(
      { length: moved.length / length },
      (_, i) => reduce([...moved.subarray(i * length, (i + 1) * length)]),
    );
    const shape = intAttribute(node, "keepdims", 1) !== 0
      ? x.shape.map((dim, axis) => axes.includes(axis) ? 1 : dim)
      : kept.map((axis) => x.shape[axis]!);
    return fromNumbers(x.dtype, shape, results);
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Operators that reduce axes. The axes are an input of ReduceSum and an attribute of the others. */
export const REDUCTIONS: Readonly<Record<string, Evaluator>> = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction((values) => sum(values) / values.length),
  ReduceMax: reduction((values) => values.reduce((a, b) => Math.max(a, b))),
  ReduceMin: reduction((values) => values.reduce((a, b) => Math.min(a, b))),
  ReduceProd: reduction((values) => values.reduce((product, value) => product * value, 1)),
};
