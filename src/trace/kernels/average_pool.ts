import type { backend_util } from "@tensorflow/tfjs-core";
import { tensor } from "../../graph/mod.ts";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { pads, refuseRounding, uncovered } from "./_convolution.ts";
import { poolInfo } from "./_pool_info.ts";
import { enlarge } from "./_resample.ts";

/**
 * ONNX AveragePool, https://onnx.ai/onnx/operators/onnx__AveragePool.html. As in tfjs, what lies in the
 * padding does not count. Not covered: tfjs's 3-D pools.
 */
function avgPool({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const info = poolInfo(attrs, x.shape);
  return trace.op("AveragePool", [trace.channelsFirst(x)], {
    shape: info.outShape,
    dtype: "float32",
    layout: "channelsFirst",
  }, {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
    count_include_pad: 0,
  });
}

/**
 * Each input cell gets the sum of the gradients of the windows over it, divided by the window's size. tfjs
 * divides by the full size also where part of the window is padding, unlike its own forward pass; so does this.
 */
function avgPoolGrad({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const dy = inputs["dy"]!;
  const x = inputs["input"]!;
  const info = poolInfo(attrs, x.shape);
  refuseRounding({ kernelName, inputs }, info);
  const spread = tiles(info) ? repeatOverWindows : addOverWindows;
  return {
    name: spread(trace, trace.channelsFirst(dy), info),
    shape: x.shape,
    dtype: "float32",
    layout: "channelsFirst",
  };
}

/** Whether the windows lie side by side without padding. */
function tiles(info: backend_util.Conv2DInfo): boolean {
  return info.strideHeight === info.filterHeight && info.strideWidth === info.filterWidth &&
    pads(info).every((pad) => pad === 0);
}

function repeatOverWindows(trace: Trace, dy: string, info: backend_util.Conv2DInfo): string {
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const { filterHeight, filterWidth } = info;
  const out = [batchSize, inChannels, outHeight, outWidth];
  const share = trace.raw("Mul", [dy, trace.scalar(1 / (filterHeight * filterWidth))], out);
  const dx = enlarge(trace, share, out, [filterHeight, filterWidth]);
  const [bottom, right] = [inHeight - outHeight * filterHeight, inWidth - outWidth * filterWidth];
  if (bottom === 0 && right === 0) return dx;
  return trace.raw(
    "Pad",
    [dx, trace.integers([0, 0, 0, 0, 0, 0, bottom, right]), trace.scalar(0)],
    [batchSize, inChannels, inHeight, inWidth],
    "float32",
    { mode: "constant" },
  );
}

/** A transposed convolution of each channel by itself: channels count as samples, which no group costs. */
function addOverWindows(trace: Trace, dy: string, info: backend_util.Conv2DInfo): string {
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const { filterHeight, filterWidth } = info;
  const planes = batchSize * inChannels;
  const size = filterHeight * filterWidth;
  const share = tensor(
    "float32",
    [1, 1, filterHeight, filterWidth],
    Array<number>(size).fill(1 / size),
  );
  const dx = trace.raw(
    "ConvTranspose",
    [trace.reshape(dy, [planes, 1, outHeight, outWidth]), trace.constant(share)],
    [planes, 1, inHeight, inWidth],
    "float32",
    {
      kernel_shape: [filterHeight, filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: pads(info),
      output_padding: uncovered(info),
    },
  );
  return trace.reshape(dx, [batchSize, inChannels, inHeight, inWidth]);
}

/** Average pooling and its gradient. */
export const averagePooling: TranslatorTable = {
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
};
