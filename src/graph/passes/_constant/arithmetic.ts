import { intAttribute } from "../_attributes.ts";
import { elementTypeOf } from "../../data_type.ts";
import type { ElementType } from "../../tensor.ts";
import type { Evaluator } from "./evaluator.ts";
import {
  broadcast,
  broadcastShape,
  fromNumbers,
  isNarrow,
  narrow,
  toNumbers,
  type Wide,
} from "./wide.ts";

const FLOATS: readonly ElementType[] = ["float16", "float32", "float64"];

const isFloat = (dtype: ElementType) => FLOATS.includes(dtype);

/**
 * The numbers of a constant as the runtime would have them. Where an operator jumps, a float32 must be
 * rounded first: 0.1 * 10 is above 1 in one precision and is 1 in the other.
 */
function roundedNumbers(value: Wide): ArrayLike<number> | undefined {
  return isNarrow(value.dtype) ? narrow(value).data as Float32Array : toNumbers(value);
}

function unary(compute: (x: number) => number, jumps = false): Evaluator {
  return ({ inputs: [x] }) => {
    const numbers = x && (jumps ? roundedNumbers(x) : toNumbers(x));
    return numbers && fromNumbers(x.dtype, x.shape, Float64Array.from(numbers, compute));
  };
}

function binary(
  compute: (a: number, b: number, dtype: ElementType) => number,
  result?: ElementType,
): Evaluator {
  return ({ inputs, fits }) => {
    const [first, ...rest] = inputs;
    if (first === undefined) return undefined;
    let sum: Wide | undefined = first;
    for (const next of rest) {
      const shape: readonly number[] | undefined = next && sum &&
        broadcastShape(sum.shape, next.shape);
      if (!next || !sum || !shape || !fits(shape)) return undefined;
      const read = result === undefined ? toNumbers : roundedNumbers;
      const a = read(broadcast(sum, shape));
      const b = read(broadcast(next, shape));
      if (!a || !b) return undefined;
      const numbers = Float64Array.from(a, (value, i) => compute(value, b[i]!, next.dtype));
      sum = fromNumbers(result ?? sum.dtype, shape, numbers);
    }
    return sum;
  };
}

/** ONNX truncates the quotient of integers; a quotient by 0 is not folded, since NaN fits none. */
const divide = (a: number, b: number, dtype: ElementType) =>
  isFloat(dtype) ? a / b : b === 0 ? NaN : Math.trunc(a / b);

/** IEEE rounding to the nearest integer, halves to the even one. */
function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Operators that compute element by element. */
export const ARITHMETIC: Readonly<Record<string, Evaluator>> = {
  Abs: unary(Math.abs),
  Ceil: unary(Math.ceil, true),
  Cos: unary(Math.cos),
  Exp: unary(Math.exp),
  Floor: unary(Math.floor, true),
  Log: unary(Math.log),
  Neg: unary((x) => -x),
  Not: unary((x) => x === 0 ? 1 : 0),
  Reciprocal: unary((x) => 1 / x),
  Relu: unary((x) => Math.max(x, 0)),
  Round: unary(roundHalfToEven, true),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Sign: unary(Math.sign, true),
  Sin: unary(Math.sin),
  Sqrt: unary(Math.sqrt),
  Tanh: unary(Math.tanh),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary(divide),
  Pow: binary((a, b) => a ** b),
  Sum: binary((a, b) => a + b),
  Max: binary((a, b) => Math.max(a, b)),
  Min: binary((a, b) => Math.min(a, b)),
  And: binary((a, b) => a && b ? 1 : 0, "bool"),
  Or: binary((a, b) => a || b ? 1 : 0, "bool"),
  Xor: binary((a, b) => a !== b ? 1 : 0, "bool"),
  Equal: binary((a, b) => a === b ? 1 : 0, "bool"),
  Greater: binary((a, b) => a > b ? 1 : 0, "bool"),
  GreaterOrEqual: binary((a, b) => a >= b ? 1 : 0, "bool"),
  Less: binary((a, b) => a < b ? 1 : 0, "bool"),
  LessOrEqual: binary((a, b) => a <= b ? 1 : 0, "bool"),
  Cast({ node, inputs: [x] }) {
    const dtype = elementTypeOf(intAttribute(node, "to", 0));
    if (!x || dtype === undefined) return undefined;
    if (isFloat(dtype) && isFloat(x.dtype)) {
      // A narrower float rounds in the end; the way back must start from the rounded number.
      const widens = FLOATS.indexOf(dtype) > FLOATS.indexOf(x.dtype);
      const numbers = widens ? roundedNumbers(x) : toNumbers(x);
      return numbers && fromNumbers(dtype, x.shape, numbers);
    }
    const numbers = roundedNumbers(x);
    if (numbers === undefined) return undefined;
    const convert = dtype === "bool"
      ? (value: number) => value !== 0 ? 1 : 0
      : isFloat(dtype)
      ? (value: number) => value
      : Math.trunc;
    return fromNumbers(dtype, x.shape, Float64Array.from(numbers, convert));
  },
};
