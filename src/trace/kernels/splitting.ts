import { backend_util, util } from "@tensorflow/tfjs-core";
import { physicalShape } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { physicalAxis } from "./_axes.ts";
import { split } from "./_split.ts";

/** ONNX Split, https://onnx.ai/onnx/operators/onnx__Split.html; an NCHW tensor's pieces stay so. */
function splitV({ inputs, attrs, trace }: KernelCall): TracedTensor[] {
  const x = inputs["x"]!;
  const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const sizes = backend_util.prepareSplitSize(
    { shape: x.shape } as Parameters<typeof backend_util.prepareSplitSize>[0],
    attrs["numOrSizeSplits"] as number | number[],
    axis,
  );
  const pieces = sizes.map((size) => ({
    shape: x.shape.map((dim, i) => i === axis ? size : dim),
    dtype: x.dtype,
    layout: x.layout,
  }));
  const physical = physicalShape(x.shape, x.layout);
  const names = split(trace, x.name, physical, x.dtype, sizes, physicalAxis(x, axis));
  return pieces.map((piece, i) => ({ ...piece, name: names[i]! }));
}

/** Each piece along an axis, which goes away: ONNX Gather with a scalar index. */
function unpack({ inputs, attrs, trace }: KernelCall): TracedTensor[] {
  const x = inputs["value"]!;
  const axis = util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const shape = x.shape.filter((_, i) => i !== axis);
  const name = trace.plain(x);
  return Array.from(
    { length: x.shape[axis]! },
    (_, i) =>
      trace.op("Gather", [name, trace.scalar(i, "int64")], { shape, dtype: x.dtype }, { axis }),
  );
}

/** Lays tensors side by side along a new axis: they are joined along the old axis there, which is then parted. */
function pack({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const pieces = Object.values(inputs);
  const { shape: piece, dtype } = pieces[0]!;
  const axis = attrs["axis"] as number;
  const at = axis < 0 ? piece.length + 1 + axis : axis;
  const shape = [...piece.slice(0, at), pieces.length, ...piece.slice(at)];
  const names = pieces.map((x) => trace.plain(x));
  if (at === piece.length) {
    const columns = names.map((name) => trace.reshape(name, [...piece, 1], dtype));
    return trace.op("Concat", columns, { shape, dtype }, { axis: at });
  }
  const joined = piece.map((dim, i) => i === at ? dim * pieces.length : dim);
  const name = trace.raw("Concat", names, joined, dtype, { axis: at });
  return { name: trace.reshape(name, shape, dtype), shape, dtype, layout: "plain" };
}

/** Kernels that take tensors apart and put them together. */
export const splitting: TranslatorTable = {
  Pack: pack,
  SplitV: splitV,
  Unpack: unpack,
};
