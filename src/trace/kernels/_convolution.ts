import { backend_util } from "@tensorflow/tfjs-core";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import { TraceError } from "../errors.ts";

/** Attributes that tfjs's 2-D convolution kernels share. */
interface ConvolutionAttrs {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Sizes and paddings of a convolution of an NHWC input. Throws `TraceError` for tfjs's rare NCHW calls. */
export function convolutionInfo(
  kernelName: string,
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
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
  );
}

/** Paddings as ONNX orders them: both begins, then both ends. */
export function pads({ padInfo }: backend_util.Conv2DInfo): number[] {
  return [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right];
}
