import { backend_util, util } from "@tensorflow/tfjs-core";
import type { KernelCall, TracedTensor, Translator, TranslatorTable } from "../types.ts";

interface ReductionAttrs {
  readonly axis: number | number[] | undefined;
  readonly keepDims: boolean | undefined;
}

/** Axes, result shape and the input's name for a reduction of `x`; the input is taken in plain order. */
function plan({ inputs, attrs, trace }: KernelCall) {
  const x = inputs["x"]!;
  const { axis, keepDims } = attrs as unknown as ReductionAttrs;
  const axes = util.parseAxisParam(axis ?? x.shape.map((_, i) => i), [...x.shape]);
  const kept = new Set(axes);
  const shape = keepDims
    ? x.shape.map((dim, i) => (kept.has(i) ? 1 : dim))
    : x.shape.filter((_, i) => !kept.has(i));
  return { x, name: trace.plain(x), axes, shape, keepdims: keepDims ? 1 : 0 };
}

/** A reduction whose axes are an attribute, as all but ReduceSum have them in opset 17. */
function reduce(opType: string): Translator {
  return (call) => {
    const { x, name, axes, shape, keepdims } = plan(call);
    if (axes.length === 0) return x;
    return call.trace.op(opType, [name], { shape, dtype: x.dtype }, { axes, keepdims });
  };
}

/**
 * Sum over `axis`. Over all axes but the last of an NCHW tensor (a bias's gradient) it stays in NCHW,
 * which saves the transpose.
 */
function sum(call: KernelCall): TracedTensor {
  const { trace } = call;
  const { x, axes, shape, keepdims } = plan(call);
  if (axes.length === 0) return x;
  const perChannel = x.layout === "channelsFirst" && keepdims === 0 && axes.join() === "0,1,2";
  const name = perChannel ? x.name : trace.plain(x);
  const physical = perChannel ? [0, 2, 3] : axes;
  const dtype = x.dtype === "bool" ? "int32" : x.dtype;
  return trace.op("ReduceSum", [name, trace.integers(physical)], { shape, dtype }, { keepdims });
}

/** Logical reductions: ONNX reduces numbers, not bools. */
function logical(opType: "ReduceMax" | "ReduceMin"): Translator {
  return (call) => {
    const { trace } = call;
    const { x, name, axes, shape, keepdims } = plan(call);
    const number = trace.raw("Cast", [name], x.shape, "int32", { to: 6 });
    const reduced = trace.raw(opType, [number], shape, "int32", { axes, keepdims });
    return trace.op("Cast", [reduced], { shape, dtype: "bool" }, { to: 9 });
  };
}

/** Index of the first extreme along one axis, as int32. */
function argExtreme(opType: "ArgMax" | "ArgMin"): Translator {
  return ({ inputs, attrs, trace }) => {
    const x = inputs["x"]!;
    const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
    const [shape] = backend_util.computeOutAndReduceShapes([...x.shape], [axis]);
    const index = trace.raw(opType, [trace.plain(x)], shape, "int64", { axis, keepdims: 0 });
    return trace.op("Cast", [index], { shape, dtype: "int32" }, { to: 6 });
  };
}

/** Reductions along axes. */
export const reductions: TranslatorTable = {
  All: logical("ReduceMin"),
  Any: logical("ReduceMax"),
  ArgMax: argExtreme("ArgMax"),
  ArgMin: argExtreme("ArgMin"),
  Max: reduce("ReduceMax"),
  Mean: reduce("ReduceMean"),
  Min: reduce("ReduceMin"),
  Prod: reduce("ReduceProd"),
  Sum: sum,
};
