import type { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import {
  convolutionInfo,
  depthwiseWeights,
  padded,
  paddedSize,
  pads,
  uncovered,
} from "./_convolution.ts";

type Shape4D = [number, number, number, number];

/** Gradient of a depthwise convolution by its input: ConvTranspose with one group for each input channel. */
function backpropInput({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const { dy, filter } = inputs as { dy: TracedTensor; filter: TracedTensor };
  const shape = attrs["inputShape"] as number[];
  const info = convolutionInfo(kernelName, attrs, shape, filter.shape, true);
  return trace.op("ConvTranspose", operands(trace, dy, filter), {
    shape,
    dtype: "float32",
    layout: "channelsFirst",
  }, {
    group: info.inChannels,
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
    output_padding: uncovered(info),
  });
}

/**
 * The output's gradient and the filter as ConvTranspose takes them. ONNX Runtime's WebGPU provider 1.30.0 computes
 * wrong values where a group reads an even number of channels and writes one: there each group reads one more,
 * of zeros.
 */
function operands(trace: Trace, dy: TracedTensor, filter: TracedTensor): [string, string] {
  const gradient = trace.channelsFirst(dy);
  const weights = depthwiseWeights(trace, filter);
  const [filterHeight, filterWidth, channels, multiplier] = filter.shape as Shape4D;
  if (trace.target !== "webgpu" || channels === 1 || multiplier % 2 === 1) {
    return [gradient, weights];
  }
  const [batch, height, width] = dy.shape as Shape4D;
  const groups = trace.reshape(gradient, [batch, channels, multiplier, height * width]);
  const taps = trace.reshape(weights, [1, channels, multiplier, filterHeight * filterWidth]);
  const oneMore = (name: string, first: number, last: number) =>
    trace.raw(
      "Pad",
      [name, trace.integers([0, 0, 0, 0, 0, 0, 1, 0]), trace.scalar(0)],
      [first, channels, multiplier + 1, last],
      "float32",
      { mode: "constant" },
    );
  const wider = channels * (multiplier + 1);
  return [
    trace.reshape(oneMore(groups, batch, height * width), [batch, wider, height, width]),
    trace.reshape(oneMore(taps, 1, filterHeight * filterWidth), [
      wider,
      1,
      filterHeight,
      filterWidth,
    ]),
  ];
}

/**
 * Gradient by the filter: for every tap the input cells that it meets, laid side by side, times `dy` for each
 * channel, summed over the batch.
 */
function backpropFilter({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const { x, dy } = inputs as { x: TracedTensor; dy: TracedTensor };
  const filterShape = attrs["filterShape"] as Shape4D;
  const info = convolutionInfo(kernelName, attrs, x.shape, filterShape, true);
  const { batchSize, inChannels, outHeight, outWidth } = info;
  const [height, width, , multiplier] = filterShape;
  const taps = height * width;
  const pixels = outHeight * outWidth;
  const columns = multiplier === 1
    ? trace.reshape(trace.channelsFirst(dy), [batchSize, inChannels, pixels, 1])
    : trace.raw(
      "Transpose",
      [trace.reshape(trace.channelsFirst(dy), [batchSize, inChannels, multiplier, pixels])],
      [batchSize, inChannels, pixels, multiplier],
      "float32",
      { perm: [0, 1, 3, 2] },
    );
  const products = trace.raw(
    "MatMul",
    [trace.reshape(tapSlices(trace, x, info), [batchSize, inChannels, taps, pixels]), columns],
    [batchSize, inChannels, taps, multiplier],
  );
  const shape = [inChannels, taps, multiplier];
  const total = trace.raw("ReduceSum", [products, trace.integers([0])], shape, "float32", {
    keepdims: 0,
  });
  const order = trace.raw("Transpose", [total], [taps, inChannels, multiplier], "float32", {
    perm: [1, 0, 2],
  });
  return {
    name: trace.reshape(order, filterShape),
    shape: filterShape,
    dtype: "float32",
    layout: "plain",
  };
}

/** For every tap the input cells that it meets: [batch, channels, taps, outHeight, outWidth]. */
function tapSlices(trace: Trace, x: TracedTensor, info: backend_util.Conv2DInfo): string {
  const { batchSize, inChannels, outHeight, outWidth } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const source = trace.reshape(padded(trace, x, info), [
    batchSize,
    inChannels,
    1,
    ...paddedSize(info),
  ]);
  const axes = trace.integers([3, 4]);
  const steps = trace.integers([strideHeight, strideWidth]);
  const last = [(outHeight - 1) * strideHeight, (outWidth - 1) * strideWidth] as const;
  const slices: string[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const starts = trace.integers([row, column]);
      const ends = trace.integers([row + last[0] + 1, column + last[1] + 1]);
      const shape = [batchSize, inChannels, 1, outHeight, outWidth];
      slices.push(trace.raw("Slice", [source, starts, ends, axes, steps], shape));
    }
  }
  if (slices.length === 1) return slices[0]!;
  const shape = [batchSize, inChannels, slices.length, outHeight, outWidth];
  return trace.raw("Concat", slices, shape, "float32", { axis: 2 });
}

/** Gradients of depthwise 2-D convolutions; tfjs has none for dilations above 1. */
export const depthwiseGradients: TranslatorTable = {
  DepthwiseConv2dNativeBackpropFilter: backpropFilter,
  DepthwiseConv2dNativeBackpropInput: backpropInput,
};
