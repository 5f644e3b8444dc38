import { describe, expect, it } from "vitest";
import { describeDiagnosis } from "../../../pipeline/cli/doctor.ts";
import { diagnose } from "../../../src/runtime/mod.ts";

describe("diagnose", () => {
  it("finds versions, files and working providers", async () => {
    const diagnosis = await diagnose();
    expect(diagnosis.versions["onnxruntime-node"]).toBe("1.30.0");
    expect(diagnosis.versions["onnxruntime-web"]).toBe("1.30.0");
    expect(diagnosis.wasm.files["ort-wasm-simd-threaded.wasm"]).toBeGreaterThan(1e6);
    expect(Object.keys(diagnosis.native.files).join()).toContain("onnxruntime");
    expect(diagnosis.providers.map(({ provider }) => provider)).toEqual(
      ["cuda", "webgpu", "cpu", "wasm"],
    );
    for (const name of ["cpu", "wasm"]) {
      expect(diagnosis.providers.find(({ provider }) => provider === name)).toMatchObject({
        available: true,
      });
    }
    expect([...diagnosis.cuda.present, ...diagnosis.cuda.missing].sort()).toEqual([
      "libonnxruntime_providers_cuda.so",
      "libonnxruntime_providers_shared.so",
    ]);
    expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
    const lines = describeDiagnosis(diagnosis);
    expect(lines.some((line) => /^Provider {2}cpu: [\d.e-]+ ms$/.test(line))).toBe(true);
    expect(lines.every((line) => !line.includes("undefined"))).toBe(true);
  });

  it("is printed by the doctor without environment or network permission", async () => {
    const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-ffi=node_modules",
        "--allow-read=.",
        "pipeline/cli/doctor.ts",
      ],
    }).output();
    expect(new TextDecoder().decode(stderr)).toBe("");
    expect(new TextDecoder().decode(stdout)).toContain("Provider  wasm: ");
    expect(code).toBe(0);
  });
});
