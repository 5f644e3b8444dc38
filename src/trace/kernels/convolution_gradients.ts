import type { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { convolutionInfo, pads } from "./_convolution.ts";

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
  const { inChannels, outChannels, filterHeight, filterWidth, padInfo } = info;
  const shape = [outChannels, inChannels, filterHeight, filterWidth];
  const weights = trace.raw("Transpose", [trace.plain(filter)], shape, "float32", {
    perm: [3, 2, 0, 1],
  });
  const covered = (out: number, stride: number, kernel: number) => (out - 1) * stride + kernel;
  return trace.op("ConvTranspose", [trace.channelsFirst(dy), weights], {
    shape: inputShape,
    dtype: "float32",
    layout: "channelsFirst",
  }, {
    kernel_shape: [filterHeight, filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
    // Rows and columns that no window of a strided convolution reached.
    output_padding: [
      info.inHeight + padInfo.top + padInfo.bottom -
      covered(info.outHeight, info.strideHeight, filterHeight),
      info.inWidth + padInfo.left + padInfo.right -
      covered(info.outWidth, info.strideWidth, filterWidth),
    ],
  });
}

/**
 * Gradient of a convolution by its filter: the input's shifted windows side by side (one Slice for each
 * filter tap), times `dy`, summed over the batch. One convolution with swapped axes computes the same and
 * takes about twice as long on ONNX Runtime's CPU provider.
 */
function backpropFilter({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const dy = inputs["dy"]!;
  const filterShape = attrs["filterShape"] as [number, number, number, number];
  const info = convolutionInfo(kernelName, attrs, x.shape, filterShape);
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
  const taps = info.filterHeight * info.filterWidth;
  const pixels = outHeight * outWidth;
  const windows = shiftedWindows(trace, padded(trace, x, info), info);
  const columns = trace.reshape(windows, [batchSize, taps * inChannels, pixels]);
  const gradient = trace.reshape(trace.channelsFirst(dy), [batchSize, outChannels, pixels]);
  const rows = trace.raw("Transpose", [gradient], [batchSize, pixels, outChannels], "float32", {
    perm: [0, 2, 1],
  });
  const perImage = trace.raw("MatMul", [columns, rows], [
    batchSize,
    taps * inChannels,
    outChannels,
  ]);
  const total = trace.raw(
    "ReduceSum",
    [perImage, trace.integers([0])],
    [taps * inChannels, outChannels],
    "float32",
    { keepdims: 0 },
  );
  return {
    name: trace.reshape(total, filterShape),
    shape: filterShape,
    dtype: "float32",
    layout: "plain",
  };
}

function padded(trace: Trace, x: TracedTensor, info: backend_util.Conv2DInfo): string {
  const name = trace.channelsFirst(x);
  const [top, left, bottom, right] = pads(info) as [number, number, number, number];
  if (top + left + bottom + right === 0) return name;
  return trace.raw(
    "Pad",
    [name, trace.integers([0, 0, top, left, 0, 0, bottom, right]), trace.scalar(0)],
    [info.batchSize, info.inChannels, info.inHeight + top + bottom, info.inWidth + left + right],
    "float32",
    { mode: "constant" },
  );
}

/** For every filter tap, the pixels it meets: NCHW with the taps before the channels. */
function shiftedWindows(trace: Trace, x: string, info: backend_util.Conv2DInfo): string {
  const { batchSize, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  const shape = [batchSize, inChannels, outHeight, outWidth];
  const axes = trace.integers([2, 3]);
  const steps = trace.integers([strideHeight, strideWidth]);
  const windows: string[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const begin = [row, column];
      const end = [
        row + (outHeight - 1) * strideHeight + 1,
        column + (outWidth - 1) * strideWidth + 1,
      ];
      windows.push(
        trace.raw("Slice", [x, trace.integers(begin), trace.integers(end), axes, steps], shape),
      );
    }
  }
  if (windows.length === 1) return windows[0]!;
  shape[1] = inChannels * windows.length;
  return trace.raw("Concat", windows, shape, "float32", { axis: 1 });
}

/** Gradients of 2-D convolutions; tfjs has none for dilations above 1. */
export const convolutionGradients: TranslatorTable = {
  Conv2DBackpropFilter: backpropFilter,
  Conv2DBackpropInput: backpropInput,
};
