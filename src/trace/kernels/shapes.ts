import { backend_util, slice_util, util } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { memoryOrder, physicalAxis } from "./_axes.ts";

function reshape({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const size = util.sizeFromShape([...x.shape]);
  const shape = util.inferFromImplicitShape(attrs["shape"] as number[], size);
  util.assert(
    util.sizeFromShape(shape) === size,
    () => `Cannot reshape [${x.shape}], which has ${size} elements, to [${shape}]`,
  );
  if (util.arraysEqual(shape, [...x.shape])) return x;
  return {
    name: trace.reshape(trace.plain(x), shape, x.dtype),
    shape,
    dtype: x.dtype,
    layout: "plain",
  };
}

function expandDims({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["input"]!;
  const dim = attrs["dim"] as number;
  const at = dim < 0 ? x.shape.length + 1 + dim : dim;
  const shape = [...x.shape.slice(0, at), 1, ...x.shape.slice(at)];
  return {
    name: trace.reshape(trace.plain(x), shape, x.dtype),
    shape,
    dtype: x.dtype,
    layout: "plain",
  };
}

function transpose({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const perm = attrs["perm"] as number[];
  const shape = perm.map((axis) => x.shape[axis]!);
  return trace.op("Transpose", [trace.plain(x)], { shape, dtype: x.dtype }, { perm });
}

/** A part of a tensor; an NCHW tensor's stays so. */
function slice({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const sliced = { shape: [...x.shape], rank: x.shape.length } as Tensor;
  const [begin, size] = slice_util.parseSliceParams(
    sliced,
    attrs["begin"] as number[],
    attrs["size"] as number[],
  ) as [number[], number[]];
  slice_util.assertParamsValid(sliced, begin, size);
  const axes = memoryOrder(x);
  const starts = axes.map((axis) => begin[axis]!);
  const ends = axes.map((axis) => begin[axis]! + size[axis]!);
  return trace.op(
    "Slice",
    [x.name, trace.integers(starts), trace.integers(ends)],
    { shape: size, dtype: x.dtype, layout: x.layout },
  );
}

function concat({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const operands = Object.values(inputs);
  const axis = util.parseAxisParam(attrs["axis"] as number, [...operands[0]!.shape])[0]!;
  const shapes = operands.map((x) => [...x.shape]);
  backend_util.assertParamsConsistent(shapes, axis);
  const shape = backend_util.computeOutShape(shapes, axis);
  const dtype = operands[0]!.dtype;
  const names = operands.filter((x) => util.sizeFromShape([...x.shape]) > 0);
  if (shape.length === 4 && names.some((x) => x.layout === "channelsFirst")) {
    return trace.op(
      "Concat",
      names.map((x) => trace.channelsFirst(x)),
      { shape, dtype, layout: "channelsFirst" },
      { axis: physicalAxis({ layout: "channelsFirst" }, axis) },
    );
  }
  return trace.op("Concat", names.map((x) => trace.plain(x)), { shape, dtype }, { axis });
}

function tile({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const reps = attrs["reps"] as number[];
  const shape = x.shape.map((dim, axis) => dim * reps[axis]!);
  return trace.op("Tile", [trace.plain(x), trace.integers(reps)], { shape, dtype: x.dtype });
}

/** Padding with a constant; an NCHW tensor stays so. */
function pad({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const paddings = attrs["paddings"] as [number, number][];
  const shape = x.shape.map((dim, axis) => dim + paddings[axis]![0] + paddings[axis]![1]);
  const axes = memoryOrder(x);
  const pads = [
    ...axes.map((axis) => paddings[axis]![0]),
    ...axes.map((axis) => paddings[axis]![1]),
  ];
  const value = trace.scalar((attrs["constantValue"] as number | undefined) ?? 0, x.dtype);
  return trace.op(
    "Pad",
    [x.name, trace.integers(pads), value],
    { shape, dtype: x.dtype, layout: x.layout },
    { mode: "constant" },
  );
}

/** Kernels that move elements without computing. */
export const shapes: TranslatorTable = {
  Concat: concat,
  ExpandDims: expandDims,
  PadV2: pad,
  Reshape: reshape,
  Slice: slice,
  Tile: tile,
  Transpose: transpose,
};
