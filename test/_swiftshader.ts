import type { it } from "vitest";
import { requirement } from "./_require.ts";

/** Chromium's software GPU: the value of VK_ICD_FILENAMES with which ONNX Runtime's WebGPU provider finds it. */
export const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

const LOADER = "/usr/lib/x86_64-linux-gnu/libvulkan.so.1";

/** `it` where SwiftShader and the Vulkan loader are. */
export const itOnSwiftShader: typeof it = requirement(
  "chromium's SwiftShader (VK_ICD_FILENAMES) and libvulkan1",
  exists(SWIFTSHADER) && exists(LOADER),
);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
