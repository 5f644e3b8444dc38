import { describe, expect, it } from "vitest";
import {
  isStartFailure,
  reasonOf,
  RuntimeStartError,
  startError,
} from "../../../src/runtime/web/mod.ts";

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

describe("startError", () => {
  it.each([
    [
      "no available backend found. ERR: [wasm] RuntimeError: Aborted(CompileError: WebAssembly.instantiate(): " +
      "section (code 10) extends past end @+61362). Build with -sASSERTIONS for more info.",
      true,
      "CompileError: WebAssembly.instantiate(): section (code 10) extends past end @+61362",
    ],
    ["no available backend found. ERR: [webgpu] Error: No adapter", true, "Error: No adapter"],
    ["Failed to fetch dynamically imported module: https://a/b.js", false, undefined],
  ])("keeps the reason of %j", (message, refused, reason = message) => {
    const error = new Error(message);
    expect(isStartFailure(error)).toBe(refused);
    expect(startError(error)).toBeInstanceOf(RuntimeStartError);
    expect(startError(error).message).toBe(`Cannot start ONNX Runtime: ${reason}`);
  });
});
