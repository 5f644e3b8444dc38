import { expect } from "vitest";
import { requirement } from "../../../_require.ts";

const DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const LOADER = "/usr/lib/x86_64-linux-gnu/libvulkan.so.1";

/** In milliseconds: software takes seconds to compile each of three sessions' shaders. */
const TIMEOUT = 300_000;

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const webgpu = requirement(
  "chromium's SwiftShader (VK_ICD_FILENAMES) and libvulkan1",
  exists(DRIVER) && exists(LOADER),
);

interface Report {
  readonly providers: string[];
  readonly losses: [number, number];
  readonly state: Record<string, number>;
  readonly prediction: number;
}

webgpu("ONNX Runtime's WebGPU provider trains and predicts as its CPU provider does", async () => {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "test/unit/train/engines/_webgpu_report.ts"],
    env: { VK_ICD_FILENAMES: DRIVER },
  }).output();
  const text = new TextDecoder();
  expect(code, text.decode(stderr)).toBe(0);
  const report: Report = JSON.parse(text.decode(stdout));
  expect(report.providers).toEqual(["cpu", "webgpu"]);
  expect(report.losses[1]).toBeCloseTo(report.losses[0], 4);
  expect(Object.keys(report.state).length).toBeGreaterThan(18);
  for (const [name, difference] of Object.entries(report.state)) {
    expect(difference, name).toBeLessThan(1e-4);
  }
  expect(report.prediction).toBeLessThan(1e-4);
}, TIMEOUT);
