import { describe, expect, it } from "vitest";
import { encodeModel, GraphBuilder, tensor } from "../../../src/graph/mod.ts";
import {
  availableProviders,
  chooseProvider,
  type Provider,
  type ProviderReport,
} from "../../../src/runtime/mod.ts";
import { itOnSwiftShader, SWIFTSHADER } from "../../_swiftshader.ts";
import { convolutionAndPool, images, unary } from "./_models.ts";

/** Runs _provider_report.ts with SwiftShader, or with a driver that is not there. */
async function reportWith(driver: string, ...args: string[]) {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-ffi=node_modules",
      "--allow-read=.",
      "test/unit/runtime/_provider_report.ts",
      ...args,
    ],
    env: { VK_ICD_FILENAMES: driver },
  }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(text.decode(stderr));
  return {
    ...JSON.parse(text.decode(stdout)) as {
      created: boolean;
      failure?: string;
      report: ProviderReport;
    },
    stderr: text.decode(stderr),
  };
}

function checkOf(report: ProviderReport, provider: Provider) {
  return report.checks.find((check) => check.provider === provider);
}

describe("chooseProvider on software WebGPU", () => {
  itOnSwiftShader("runs a convolution, agrees with cpu and prefers the faster cpu", async () => {
    const { created, report } = await reportWith(SWIFTSHADER, "plain");
    expect(created).toBe(true);
    const check = checkOf(report, "webgpu")!;
    expect(check.available).toBe(true);
    expect(check.maxAbsDiff).toBeLessThan(1e-5);
    expect(check.reason).toMatch(/for 8 rows of the batch/);
    expect(report.chosen).toBe("cpu");
    expect(report.lines.at(-1)).toBe("Provider: cpu, the fastest");
  });

  itOnSwiftShader("takes webgpu when it is asked for", async () => {
    const { report } = await reportWith(SWIFTSHADER, "plain", "webgpu");
    expect(report).toMatchObject({ chosen: "webgpu", requested: "webgpu" });
    expect(report.fallback).toBeUndefined();
    expect(report.lines.at(-1)).toBe("Provider: webgpu, as requested");
  });

  itOnSwiftShader("falls back where MaxPool's indices fail at the first run", async () => {
    const { created, failure, report } = await reportWith(SWIFTSHADER, "indices", "webgpu");
    expect(created).toBe(true);
    expect(failure).toMatch(/Indices output is not supported/);
    expect(checkOf(report, "webgpu")).toMatchObject({ available: false });
    expect(report).toMatchObject({ chosen: "cpu", requested: "webgpu" });
    expect(report.fallback).toMatch(/^webgpu is not available: .*Indices output is not supported/);
    expect(report.lines).toHaveLength(3);
    expect(report.lines.at(-1)).toBe("Provider: cpu, since webgpu is not available");
  });
});

describe("chooseProvider", () => {
  it("says why webgpu is missing without a word of the driver on stderr", async () => {
    const { created, report, stderr } = await reportWith("/nonexistent.json", "plain", "webgpu");
    expect(created).toBe(false);
    expect(report.fallback).toMatch(/^webgpu is not available: .*adapter/);
    expect(stderr).toBe("");
  });

  it("names the missing CUDA libraries and the command that adds them", async () => {
    const report = await chooseProvider(convolutionAndPool(), images(4), "cuda");
    const cuda = checkOf(report, "cuda")!;
    if (cuda.available) {
      expect(report.chosen).toBe("cuda");
    } else {
      expect(report.chosen).toBe("cpu");
      expect(report.fallback).toMatch(/^cuda is not available: /);
      if (!(await availableProviders()).includes("cuda")) {
        expect(cuda.reason).toContain("Run deno approve-scripts npm:onnxruntime-node");
      }
    }
  });

  it("checks no other provider when cpu is asked for", async () => {
    const report = await chooseProvider(convolutionAndPool(), images(4), "cpu");
    expect(report.checks.map(({ provider }) => provider)).toEqual(["cpu"]);
    expect(report.checks[0]!.milliseconds).toBeGreaterThan(0);
    expect(report.chosen).toBe("cpu");
  });

  it("runs wasm when it is asked for", async () => {
    const report = await chooseProvider(convolutionAndPool(), images(4), "wasm");
    expect(report.chosen).toBe("wasm");
    expect(checkOf(report, "wasm")!.maxAbsDiff).toBeLessThan(1e-5);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("does not take a provider whose outputs differ", async () => {
    const builder = new GraphBuilder();
    const info = { dtype: "float32", shape: ["batch", 3] } as const;
    const x = builder.input("x", info.dtype, info.shape);
    const [noise] = builder.node("RandomUniformLike", [x], [info]);
    const [y] = builder.node("Add", [x, noise!], [info]);
    const model = encodeModel(builder.build("random", [{ value: y!, name: "y" }]));
    const sample = { x: tensor("float32", [2, 3], [1, 2, 3, 4, 5, 6]) };
    const report = await chooseProvider(model, sample, "wasm");
    expect(report.chosen).toBe("cpu");
    expect(report.fallback).toMatch(/outputs differ from the processor's by .*, more than 1e-3/);
  });

  it("refuses an unknown provider and a sample that does not fit", async () => {
    await expect(chooseProvider(unary("Neg"), {}, "tpu" as "cpu")).rejects.toThrow(
      'Unsupported provider: "tpu". Should be one of: cuda, webgpu, cpu, wasm',
    );
    await expect(chooseProvider(unary("Neg"), {})).rejects.toThrow('input "x" is missing');
    await expect(chooseProvider(unary("Neg"), {}, "cpu", 0)).rejects.toThrow(
      "Unsupported number of threads: 0",
    );
  });
});
