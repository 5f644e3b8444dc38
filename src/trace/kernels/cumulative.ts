import { util } from "@tensorflow/tfjs-core";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { split } from "./_split.ts";

/** ONNX CumSum, https://onnx.ai/onnx/operators/onnx__CumSum.html. */
function cumsum({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const spec = { shape: x.shape, dtype: x.dtype };
  return trace.op("CumSum", [trace.plain(x), trace.scalar(axis, "int64")], spec, {
    exclusive: attrs["exclusive"] === true ? 1 : 0,
    reverse: attrs["reverse"] === true ? 1 : 0,
  });
}

/**
 * Products of all elements up to each along one axis, which ONNX has not: the axis is taken apart, and each piece
 * multiplied with the product so far. tfjs's gradient of Prod uses it.
 */
function cumprod({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const size = x.shape[axis]!;
  const piece = x.shape.map((dim, i) => (i === axis ? 1 : dim));
  const ones = Array<number>(size).fill(1);
  const pieces = split(trace, trace.plain(x), x.shape, x.dtype, ones, axis);
  const reverse = attrs["reverse"] === true;
  const inOrder = reverse ? pieces.toReversed() : pieces;
  const factors = attrs["exclusive"] === true
    ? [trace.fill(1, piece, x.dtype).name, ...inOrder.slice(0, -1)]
    : inOrder;
  let product = factors[0]!;
  const products = factors.map((name, i) => {
    if (i > 0) product = trace.raw("Mul", [product, name], piece, x.dtype);
    return product;
  });
  if (reverse) products.reverse();
  return trace.op("Concat", products, { shape: x.shape, dtype: x.dtype }, { axis });
}

/** Running sums and products. */
export const cumulative: TranslatorTable = {
  Cumprod: cumprod,
  Cumsum: cumsum,
};
