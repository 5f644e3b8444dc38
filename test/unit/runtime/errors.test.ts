import { describe, expect, it } from "vitest";
import { reasonOf } from "../../../src/runtime/web/mod.ts";

describe("reasonOf", () => {
  it.each([
    [
      "/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 " +
      "onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::Config&)::<lambda()> " +
      "adapter_result.status == wgpu::RequestAdapterStatus::Success was false. " +
      "Failed to get a WebGPU adapter: No supported adapters\n",
      "Failed to get a WebGPU adapter: No supported adapters",
    ],
    [
      "Non-zero status code returned while running Neg node. Name:'n0' Status Message: " +
      "/onnxruntime_src/include/onnxruntime/core/framework/op_kernel_context.h:42 const T* " +
      "onnxruntime::OpKernelContext::Input(int) const [with T = onnxruntime::Tensor] " +
      "Missing Input: x0\n",
      "Non-zero status code returned while running Neg node. Name:'n0' Status Message: " +
      "Missing Input: x0",
    ],
    ["not enough space: expected 31360, got 12", "not enough space: expected 31360, got 12"],
    ["Two  lines\n of one message.\n", "Two lines of one message"],
  ])("shortens %j", (message, expected) => {
    expect(reasonOf(new Error(message))).toBe(expected);
  });
});
