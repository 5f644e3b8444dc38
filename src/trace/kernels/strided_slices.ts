import { slice_util, util } from "@tensorflow/tfjs-core";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { physicalAxis } from "./_axes.ts";

/** An end that lies before every first element. ONNX counts negative ends from the back. */
const BEFORE_FIRST = -(2 ** 31);

/** ONNX Slice with steps, https://onnx.ai/onnx/operators/onnx__Slice.html. */
function stridedSlice({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const masks = ["beginMask", "endMask", "ellipsisMask", "newAxisMask", "shrinkAxisMask"]
    .map((mask) => (attrs[mask] as number | undefined) ?? 0) as [
      number,
      number,
      number,
      number,
      number,
    ];
  const { begin, end, strides, finalShape, finalShapeSparse } = slice_util.sliceInfo(
    [...x.shape],
    attrs["begin"] as number[],
    attrs["end"] as number[],
    attrs["strides"] as number[],
    ...masks,
  );
  const ends = end.map((stop, axis) => strides[axis]! < 0 && stop < 0 ? BEFORE_FIRST : stop);
  const counts = begin.map((start, axis) =>
    Math.max(0, Math.ceil((end[axis]! - start) / strides[axis]!))
  );
  const sliced = trace.raw(
    "Slice",
    [
      trace.plain(x),
      trace.integers(begin),
      trace.integers(ends),
      trace.integers(begin.map((_, axis) => axis)),
      trace.integers(strides),
    ],
    counts,
    x.dtype,
  );
  const name = util.arraysEqual(finalShapeSparse, finalShape) &&
      util.arraysEqual(counts, finalShape)
    ? sliced
    : trace.reshape(sliced, finalShape, x.dtype);
  return { name, shape: finalShape, dtype: x.dtype, layout: "plain" };
}

/** A Slice with steps of -1; an NCHW tensor stays so. */
function reverse({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const axes = util.parseAxisParam(attrs["dims"] as number | number[], [...x.shape]);
  if (axes.length === 0) return x;
  const every = (value: number) => trace.integers(axes.map(() => value));
  return trace.op("Slice", [
    x.name,
    every(-1),
    every(BEFORE_FIRST),
    trace.integers(axes.map((axis) => physicalAxis(x, axis))),
    every(-1),
  ], x);
}

/** Slices with steps. tfjs has no gradient for StridedSlice. */
export const stridedSlices: TranslatorTable = {
  Reverse: reverse,
  StridedSlice: stridedSlice,
};
