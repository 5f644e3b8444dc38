import type { backend_util } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { activate } from "./_activate.ts";
import { align } from "./_align.ts";
import { convolutionInfo, depthwiseWeights, pads } from "./_convolution.ts";

/** tfjs's filters are [kh, kw, in, out], ONNX's [out, in, kh, kw]. */
function conv2d(call: KernelCall): TracedTensor {
  const { kernelName, inputs, attrs, trace } = call;
  const filter = inputs["filter"]!;
  const info = convolutionInfo(kernelName, attrs, inputs["x"]!.shape, filter.shape);
  const shape = [info.outChannels, info.inChannels, info.filterHeight, info.filterWidth];
  const weights = trace.raw("Transpose", [trace.plain(filter)], shape, "float32", {
    perm: [3, 2, 0, 1],
  });
  return convolve(call, info, weights);
}

/** One group for each input channel. The results of one input channel lie together in both. */
function depthwiseConv2d(call: KernelCall): TracedTensor {
  const { kernelName, inputs, attrs, trace } = call;
  const filter = inputs["filter"]!;
  const info = convolutionInfo(kernelName, attrs, inputs["x"]!.shape, filter.shape, true);
  return convolve(call, info, depthwiseWeights(trace, filter), info.inChannels);
}

/**
 * ONNX Conv, https://onnx.ai/onnx/operators/onnx__Conv.html, with the bias and the activation of fused kernels.
 * Not covered: NCHW calls.
 */
function convolve(
  call: KernelCall,
  info: backend_util.Conv2DInfo,
  weights: string,
  group = 1,
): TracedTensor {
  const { inputs, trace } = call;
  const bias = inputs["bias"];
  const names = [trace.channelsFirst(inputs["x"]!), weights];
  const perChannel = bias !== undefined && sizeOf(bias.shape) === info.outChannels;
  if (perChannel) names.push(trace.reshape(trace.plain(bias), [info.outChannels]));
  const product = trace.op(
    "Conv",
    names,
    { shape: info.outShape, dtype: "float32", layout: "channelsFirst" },
    {
      ...(group === 1 ? {} : { group }),
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: pads(info),
    },
  );
  const result = bias === undefined || perChannel ? product : addBias(trace, product, bias);
  return activate(call, result);
}

/** A bias that is not one number for each channel: a scalar, say. */
function addBias(trace: Trace, product: TracedTensor, bias: TracedTensor): TracedTensor {
  const { names, ...spec } = align(trace, [product, bias]);
  return trace.op("Add", names, { ...spec, dtype: "float32" });
}

/** 2-D convolutions. */
export const convolution: TranslatorTable = {
  Conv2D: conv2d,
  DepthwiseConv2dNative: depthwiseConv2d,
  FusedConv2D: conv2d,
  FusedDepthwiseConv2D: depthwiseConv2d,
};
