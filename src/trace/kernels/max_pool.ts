import { backend_util } from "@tensorflow/tfjs-core";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { pads } from "./_convolution.ts";
import { scatterGradient, unpoolGradient, whereGradient } from "./_max_pool_gradient.ts";

function poolInfo(attrs: NamedAttrMap, shape: readonly number[]): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs["filterSize"] as number | [number, number],
    attrs["strides"] as number | [number, number],
    1,
    attrs["pad"] as "valid" | "same" | number | backend_util.ExplicitPadding,
    attrs["dimRoundingMode"] as "floor" | "round" | "ceil" | undefined,
  );
}

/** Whether the provider gives MaxPool's second output; ONNX Runtime's WebGPU refuses it when it runs. */
function hasIndices(trace: Trace): boolean {
  return trace.target !== "webgpu";
}

/**
 * ONNX MaxPool, https://onnx.ai/onnx/operators/onnx__MaxPool.html. The indices of the maxima are kept for
 * the gradient; an unused output is dropped with the dead nodes.
 */
function maxPool({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["x"]!;
  const info = poolInfo(attrs, x.shape);
  const spec = { shape: info.outShape, dtype: "float32", layout: "channelsFirst" } as const;
  const physical = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const outputs: { dtype: "float32" | "int64"; shape: number[] }[] = [
    { dtype: "float32", shape: physical },
  ];
  if (hasIndices(trace)) outputs.push({ dtype: "int64", shape: physical });
  const [name, indices] = trace.builder.node("MaxPool", [trace.channelsFirst(x)], outputs, {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
  }, trace.scope);
  if (indices !== undefined) trace.attach(name!, "indices", indices);
  return { name: name!, ...spec };
}

/** The gradient goes to the first maximum of each window alone, as tfjs has it: blank images tie everywhere. */
function maxPoolGrad({ inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["input"]!;
  const output = inputs["output"]!;
  const info = poolInfo(attrs, x.shape);
  const dy = trace.channelsFirst(inputs["dy"]!);
  const indices = trace.attached(output.name, "indices");
  const name = indices === undefined
    ? whereGradient(trace, dy, trace.channelsFirst(x), trace.channelsFirst(output), info)
    : disjoint(info)
    ? unpoolGradient(trace, dy, indices, info)
    : scatterGradient(trace, dy, indices, info);
  return { name, shape: x.shape, dtype: "float32", layout: "channelsFirst" };
}

/** Whether windows neither overlap nor reach into padding. */
function disjoint(info: backend_util.Conv2DInfo): boolean {
  return info.strideHeight >= info.filterHeight && info.strideWidth >= info.filterWidth &&
    pads(info).every((pad) => pad === 0);
}

/** Max pooling and its gradient. */
export const maxPooling: TranslatorTable = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
};
