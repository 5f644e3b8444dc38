import type { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import {
  convolutionInfo,
  padded,
  paddedSize,
  pads,
  refuseRounding,
  uncovered,
} from "./_convolution.ts";

/**
 * Gradient of a convolution by its input: ConvTranspose. A convolution by the flipped filter, padded to the
 * full size, computes the same with stride 1; its padding costs more than it saves (5x5 filters on 8x8: 25 ms
 * against 10).
 */
function backpropInput({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const dy = inputs["dy"]!;
  const filter = inputs["filter"]!;
  const inputShape = attrs["inputShape"] as number[];
  const info = convolutionInfo(kernelName, attrs, inputShape, filter.shape);
  refuseRounding({ kernelName, inputs }, info);
  const { inChannels, outChannels, filterHeight, filterWidth } = info;
  const shape = [outChannels, inChannels, filterHeight, filterWidth];
  const weights = trace.raw("Transpose", [trace.plain(filter)], shape, "float32", {
    perm: [3, 2, 0, 1],
  });
  return trace.op("ConvTranspose", [trace.channelsFirst(dy), weights], {
    shape: inputShape,
    dtype: "float32",
    layout: "channelsFirst",
  }, {
    kernel_shape: [filterHeight, filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
    output_padding: uncovered(info),
  });
}

/**
 * Gradient of a convolution by its filter. The input's columns that each filter column meets are sliced once and
 * laid side by side; for each filter row a run of their rows times `dy`, summed over the batch. On ONNX Runtime's
 * CPU provider that takes 0.7 of the time of a slice for every tap, which takes half of one convolution
 * with swapped axes (docs/speed.md).
 */
function backpropFilter({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const dy = inputs["dy"]!;
  const filterShape = attrs["filterShape"] as [number, number, number, number];
  const info = convolutionInfo(kernelName, attrs, x.shape, filterShape);
  refuseRounding({ kernelName, inputs }, info);
  const { batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight } = info;
  const pixels = outHeight * outWidth;
  const gradient = trace.reshape(trace.channelsFirst(dy), [batchSize, outChannels, pixels]);
  const transposed = trace.raw(
    "Transpose",
    [gradient],
    [batchSize, pixels, outChannels],
    "float32",
    { perm: [0, 2, 1] },
  );
  const columns = filterColumns(trace, padded(trace, x, info), info);
  const channels = info.filterWidth * inChannels;
  const rows = Array.from({ length: filterHeight }, (_, row) => {
    const run = sliceAxis(trace, columns, 2, row, outHeight, info.strideHeight, [
      batchSize,
      channels,
      outHeight,
      outWidth,
    ]);
    const matrix = trace.reshape(run, [batchSize, channels, pixels]);
    const product = trace.raw("MatMul", [matrix, transposed], [batchSize, channels, outChannels]);
    const shape = [1, channels, outChannels];
    return trace.raw("ReduceSum", [product, trace.integers([0])], shape, "float32", {
      keepdims: 1,
    });
  });
  const total = rows.length === 1 ? rows[0]! : trace.raw(
    "Concat",
    rows,
    [filterHeight, channels, outChannels],
    "float32",
    { axis: 0 },
  );
  return {
    name: trace.reshape(total, filterShape),
    shape: filterShape,
    dtype: "float32",
    layout: "plain",
  };
}

/** For each filter column the input columns that it meets: NCHW, filter columns before channels. */
function filterColumns(trace: Trace, x: string, info: backend_util.Conv2DInfo): string {
  const { batchSize, inChannels, outWidth, filterWidth, strideWidth } = info;
  const [height] = paddedSize(info);
  const shape = [batchSize, inChannels, height, outWidth];
  const slices = Array.from(
    { length: filterWidth },
    (_, column) => sliceAxis(trace, x, 3, column, outWidth, strideWidth, shape),
  );
  if (slices.length === 1) return slices[0]!;
  shape[1] = inChannels * filterWidth;
  return trace.raw("Concat", slices, shape, "float32", { axis: 1 });
}

/** `count` elements along one axis, from `start` on, `stride` apart; `shape` is the result's. */
function sliceAxis(
  trace: Trace,
  x: string,
  axis: number,
  start: number,
  count: number,
  stride: number,
  shape: readonly number[],
): string {
  const [starts, ends, axes, steps] = [start, start + (count - 1) * stride + 1, axis, stride]
    .map((value) => trace.integers([value])) as [string, string, string, string];
  return trace.raw("Slice", [x, starts, ends, axes, steps], shape);
}

/** Gradients of 2-D convolutions; tfjs has none for dilations above 1. */
export const convolutionGradients: TranslatorTable = {
  Conv2DBackpropFilter: backpropFilter,
  Conv2DBackpropInput: backpropInput,
};
