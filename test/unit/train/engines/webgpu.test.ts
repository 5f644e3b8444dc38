import { expect } from "vitest";
import { itOnSwiftShader, SWIFTSHADER } from "../../../_swiftshader.ts";

/** In milliseconds: software takes seconds to compile each of three sessions' shaders. */
const TIMEOUT = 300_000;

interface Report {
  readonly providers: string[];
  readonly losses: [number, number];
  readonly state: Record<string, number>;
  readonly prediction: number;
}

itOnSwiftShader(
  "ONNX Runtime's WebGPU provider trains and predicts as its CPU provider does",
  async () => {
    const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "test/unit/train/engines/_webgpu_report.ts"],
      env: { VK_ICD_FILENAMES: SWIFTSHADER },
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
  },
  TIMEOUT,
);
