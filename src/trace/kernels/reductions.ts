import { backend_util, util } from "@tensorflow/tfjs-core";
import type { KernelCall, TracedTensor, Translator, TranslatorTable } from "../types.ts";
import { physicalAxis } from "./_axes.ts";
import { asNumbers, castAttributes, castTo } from "./_cast.ts";

interface ReductionAttrs {
  readonly axis?: number | number[];
  /** What Max calls its axes. */
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/**
 * What a reduction of `x` reads, along which axes in memory, and what comes out. An NCHW tensor is read as it lies
 * where the axes that are left keep tfjs's order: over the pixels, or over all but the channels.
 */
function plan({ inputs, attrs, trace }: KernelCall) {
  const x = inputs["x"]!;
  const { axis, reductionIndices, keepDims = false } = attrs as unknown as ReductionAttrs;
  const axes = util.parseAxisParam(axis ?? reductionIndices ?? x.shape.map((_, i) => i), [
    ...x.shape,
  ]);
  const reduced = new Set(axes);
  const shape = keepDims
    ? x.shape.map((dim, i) => (reduced.has(i) ? 1 : dim))
    : x.shape.filter((_, i) => !reduced.has(i));
  const inMemory = x.shape.map((_, i) => i)
    .filter((i) => !reduced.has(i))
    .map((i) => physicalAxis(x, i));
  const inPlace = keepDims || inMemory.every((at, i) => i === 0 || at > inMemory[i - 1]!);
  const source: TracedTensor = inPlace ? x : { ...x, name: trace.plain(x), layout: "plain" };
  return {
    source,
    axes: axes.map((i) => physicalAxis(source, i)),
    result: { shape, layout: keepDims ? source.layout : "plain" } as const,
    keepdims: keepDims ? 1 : 0,
  };
}

/**
 * A reduction whose axes are an attribute, as all but ReduceSum have them in opset 17. Of NaN among numbers ONNX
 * Runtime's ReduceMax and ReduceMin may give either.
 */
function reduce(opType: string): Translator {
  return (call) => {
    const { trace } = call;
    const { source, axes, result, keepdims } = plan(call);
    if (axes.length === 0) return source;
    const number = asNumbers(trace, source);
    const spec = { ...result, dtype: number.dtype };
    return castTo(trace, trace.op(opType, [number.name], spec, { axes, keepdims }), source.dtype);
  };
}

/** tfjs's mean is float32 whatever it is given. */
function mean(call: KernelCall): TracedTensor {
  const x = castTo(call.trace, call.inputs["x"]!, "float32");
  return reduce("ReduceMean")({ ...call, inputs: { x } }) as TracedTensor;
}

/** Sum over `axis`, which ReduceSum alone has as an input. */
function sum(call: KernelCall): TracedTensor {
  const { trace } = call;
  const { source, axes, result, keepdims } = plan(call);
  if (axes.length === 0) return source;
  const spec = { ...result, dtype: source.dtype };
  return trace.op("ReduceSum", [source.name, trace.integers(axes)], spec, { keepdims });
}

/** Index of the first extreme along one axis, as int32. */
function argExtreme(opType: "ArgMax" | "ArgMin"): Translator {
  return ({ inputs, attrs, trace }) => {
    const x = inputs["x"]!;
    const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
    const [shape] = backend_util.computeOutAndReduceShapes([...x.shape], [axis]);
    const name = asNumbers(trace, { ...x, name: trace.plain(x), layout: "plain" }).name;
    const index = trace.raw(opType, [name], shape, "int64", { axis, keepdims: 0 });
    return trace.op("Cast", [index], { shape, dtype: "int32" }, castAttributes("int32"));
  };
}

/** Reductions along axes. */
export const reductions: TranslatorTable = {
  All: reduce("ReduceMin"),
  Any: reduce("ReduceMax"),
  ArgMax: argExtreme("ArgMax"),
  ArgMin: argExtreme("ArgMin"),
  Max: reduce("ReduceMax"),
  Mean: mean,
  Min: reduce("ReduceMin"),
  Prod: reduce("ReduceProd"),
  Sum: sum,
};
