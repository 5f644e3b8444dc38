import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { convolutionInfo, pads, refuseRounding, uncovered } from "./_convolution.ts";
import { groupedGradient, slicedGradient } from "./_filter_gradient.ts";

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

/** Gradient of a convolution by its filter, in the form that is fast on the provider. */
function backpropFilter({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const { x, dy } = inputs as { x: TracedTensor; dy: TracedTensor };
  const shape = attrs["filterShape"] as number[];
  const info = convolutionInfo(
    kernelName,
    attrs,
    x.shape,
    shape as [number, number, number, number],
  );
  refuseRounding({ kernelName, inputs }, info);
  const onProcessor = trace.target === "cpu" || trace.target === "wasm";
  const gradient = trace.reorder && onProcessor ? groupedGradient : slicedGradient;
  return { name: gradient(trace, x, dy, info), shape, dtype: "float32", layout: "plain" };
}

/** Gradients of 2-D convolutions; tfjs has none for dilations above 1. */
export const convolutionGradients: TranslatorTable = {
  Conv2DBackpropFilter: backpropFilter,
  Conv2DBackpropInput: backpropInput,
};
