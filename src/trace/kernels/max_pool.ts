import type { backend_util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { pads, refuseRounding } from "./_convolution.ts";
import { scatterGradient, unpoolGradient, whereGradient } from "./_max_pool_gradient.ts";
import { poolInfo } from "./_pool_info.ts";

/** Whether the provider gives MaxPool's second output; ONNX Runtime's WebGPU refuses it when it runs. */
function hasIndices(trace: Trace): boolean {
  return trace.target !== "webgpu";
}

/**
 * The linear value `x` where pooled values are `Relu(x)` and the two may change places: max pooling and
 * ReLU commute, and ReLU on pooled values is cheaper. Where all of a window is at or below zero the maximum's
 * index may differ, but the gradient there is 0.
 */
function linearInput(trace: Trace, x: TracedTensor, info: backend_util.Conv2DInfo) {
  if (!trace.reorder || !hasIndices(trace) || !disjoint(info)) return undefined;
  return x.layout === "channelsFirst" ? trace.attached(x.name, "relu of") : undefined;
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
  const linear = linearInput(trace, x, info);
  const input = linear ?? trace.channelsFirst(x);
  const [name, indices] = trace.builder.node("MaxPool", [input], outputs, {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
  }, trace.scope);
  const pooled = { name: name!, ...spec };
  const result = linear === undefined ? pooled : trace.op("Relu", [pooled.name], spec);
  if (indices !== undefined) trace.attach(result.name, "indices", indices);
  if (linear !== undefined) trace.attach(result.name, "linear", pooled.name);
  return result;
}

/** The gradient goes to the first maximum of each window alone, as tfjs has it: blank images tie everywhere. */
function maxPoolGrad({ kernelName, inputs, attrs, trace }: KernelCall): TracedTensor {
  const x = inputs["input"]!;
  const output = inputs["output"]!;
  const info = poolInfo(attrs, x.shape);
  refuseRounding({ kernelName, inputs }, info);
  const dy = trace.channelsFirst(inputs["dy"]!);
  const indices = trace.attached(output.name, "indices");
  const linear = trace.attached(output.name, "linear");
  if (indices !== undefined && linear !== undefined) {
    const name = unpoolGradient(trace, maskByRelu(trace, dy, linear, info), indices, info);
    trace.attach(name, "masked by", trace.attached(x.name, "relu of")!);
    return { name, shape: x.shape, dtype: "float32", layout: "channelsFirst" };
  }
  const name = indices === undefined
    ? whereGradient(trace, dy, trace.channelsFirst(x), trace.channelsFirst(output), info)
    : disjoint(info)
    ? unpoolGradient(trace, dy, indices, info)
    : scatterGradient(trace, dy, indices, info);
  return { name, shape: x.shape, dtype: "float32", layout: "channelsFirst" };
}

/** ReLU's gradient on pooled values: `dy` where the linear value is above 0. */
function maskByRelu(
  trace: Trace,
  dy: string,
  linear: string,
  info: backend_util.Conv2DInfo,
): string {
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const positive = trace.raw("Greater", [linear, trace.scalar(0)], shape, "bool");
  const mask = trace.raw("Cast", [positive], shape, "float32", { to: 1 });
  return trace.raw("Mul", [dy, mask], shape);
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
