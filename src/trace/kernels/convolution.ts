import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { activate } from "./_activate.ts";
import { convolutionInfo, pads } from "./_convolution.ts";

/**
 * ONNX Conv, https://onnx.ai/onnx/operators/onnx__Conv.html. tfjs's filters are [kh, kw, in, out].
 * Not covered: NCHW calls.
 */
function conv2d(call: KernelCall): TracedTensor {
  const { kernelName, inputs, attrs, trace } = call;
  const x = inputs["x"]!;
  const filter = inputs["filter"]!;
  const info = convolutionInfo(kernelName, attrs, x.shape, filter.shape);
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const weights = trace.raw(
    "Transpose",
    [trace.plain(filter)],
    [outChannels, inChannels, height, width],
    "float32",
    { perm: [3, 2, 0, 1] },
  );
  const bias = inputs["bias"];
  const names = [trace.channelsFirst(x), weights];
  if (bias !== undefined) names.push(trace.reshape(trace.plain(bias), [outChannels]));
  const result = trace.op(
    "Conv",
    names,
    { shape: info.outShape, dtype: "float32", layout: "channelsFirst" },
    {
      kernel_shape: [height, width],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: pads(info),
    },
  );
  return activate(call, result);
}

/** 2-D convolutions. */
export const convolution: TranslatorTable = {
  Conv2D: conv2d,
  FusedConv2D: conv2d,
};
