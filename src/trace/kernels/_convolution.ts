import { backend_util } from "@tensorflow/tfjs-core";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import { TraceError } from "../errors.ts";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor } from "../types.ts";

/** Attributes that tfjs's 2-D convolution kernels share. */
interface ConvolutionAttrs {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Sizes and paddings of a convolution of an NHWC input; `depthwise` filters are [kh, kw, in, multiplier].
 * Throws `TraceError` for tfjs's rare NCHW calls.
 */
export function convolutionInfo(
  kernelName: string,
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
  depthwise = false,
): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } =
    attrs as unknown as ConvolutionAttrs;
  if (dataFormat === "NCHW") {
    throw new TraceError(
      `Cannot trace ${kernelName} with dataFormat "NCHW". Use "NHWC"`,
    );
  }
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/**
 * Paddings as ONNX orders them: both begins, then both ends. Where tfjs rounds the output's size up, the last
 * windows reach beyond its padding, which then has to be larger.
 */
export function pads(info: backend_util.Conv2DInfo): [number, number, number, number] {
  const { top, left, bottom, right } = info.padInfo;
  const reach = (out: number, stride: number, filter: number) => (out - 1) * stride + filter;
  const down = reach(info.outHeight, info.strideHeight, info.effectiveFilterHeight);
  const across = reach(info.outWidth, info.strideWidth, info.effectiveFilterWidth);
  return [
    top,
    left,
    Math.max(bottom, down - info.inHeight - top),
    Math.max(right, across - info.inWidth - left),
  ];
}

/** tfjs's gradients forget how the output's size was rounded, and then leave part of `dy` out. */
export function refuseRounding(
  { kernelName, inputs }: Pick<KernelCall, "kernelName" | "inputs">,
  info: backend_util.Conv2DInfo,
): void {
  if (inputs["dy"]!.shape.join() === info.outShape.join()) return;
  throw new TraceError(
    `Cannot trace ${kernelName} of an output whose size was rounded up: tfjs has no right gradient for it. ` +
      'Use pad "same" or "valid" without dimRoundingMode',
  );
}

/** Height and width of a convolution's input with its padding. */
export function paddedSize(info: backend_util.Conv2DInfo): [number, number] {
  const [top, left, bottom, right] = pads(info);
  return [info.inHeight + top + bottom, info.inWidth + left + right];
}

/** Rows and columns at the end that no window of a strided convolution reaches. */
export function uncovered(info: backend_util.Conv2DInfo): [number, number] {
  const { outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const [height, width] = paddedSize(info);
  return [
    height - (outHeight - 1) * strideHeight - filterHeight,
    width - (outWidth - 1) * strideWidth - filterWidth,
  ];
}

/** An input in NCHW order with a convolution's padding of zeros around it. */
export function padded(trace: Trace, x: TracedTensor, info: backend_util.Conv2DInfo): string {
  const name = trace.channelsFirst(x);
  const [top, left, bottom, right] = pads(info);
  if (top + left + bottom + right === 0) return name;
  return trace.raw(
    "Pad",
    [name, trace.integers([0, 0, top, left, 0, 0, bottom, right]), trace.scalar(0)],
    [info.batchSize, info.inChannels, ...paddedSize(info)],
    "float32",
    { mode: "constant" },
  );
}

/** A depthwise filter as ONNX has it: [in * multiplier, 1, kh, kw]. */
export function depthwiseWeights(trace: Trace, filter: TracedTensor): string {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  const weights = trace.raw(
    "Transpose",
    [trace.plain(filter)],
    [channels, multiplier, height, width],
    "float32",
    { perm: [2, 3, 0, 1] },
  );
  return trace.reshape(weights, [channels * multiplier, 1, height, width]);
}
