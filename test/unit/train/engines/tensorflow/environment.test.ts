import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  applySwitches,
  SWITCH_VARIABLES,
  unheardSwitches,
} from "../../../../../src/train/engines/tensorflow/environment.ts";
import {
  findLibrary,
  openLibrary,
} from "../../../../../src/train/engines/tensorflow/library/mod.ts";
import { requireTensorflow } from "../../../../_require.ts";

const before = new Map<string, string | undefined>();

beforeEach(() => {
  for (const name of SWITCH_VARIABLES) {
    before.set(name, Deno.env.get(name));
    Deno.env.delete(name);
  }
});

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Deno.env.delete(name);
    else Deno.env.set(name, value);
  }
});

/** What C code reads. */
function variableInC(name: string): string | undefined {
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  const library = findLibrary();
  openLibrary(library, { quiet: true });
  const { symbols } = Deno.dlopen(library.path, {
    getenv: { parameters: ["buffer"], result: "pointer" },
  });
  const value = symbols.getenv(text(name));
  return value === null ? undefined : Deno.UnsafePointerView.getCString(value);
}

describe("TensorFlow's switches", () => {
  it.each([
    ["none", {}, { TF_CPP_MIN_LOG_LEVEL: "2", TF_FORCE_GPU_ALLOW_GROWTH: "true" }],
    ["messages", { logLevel: 0 as const }, { TF_CPP_MIN_LOG_LEVEL: "0" }],
    ["oneDNN off", { oneDnn: false }, { TF_ENABLE_ONEDNN_OPTS: "0" }],
    ["oneDNN on", { oneDnn: true }, { TF_ENABLE_ONEDNN_OPTS: "1" }],
    ["TF32 off", { tf32: false }, { NVIDIA_TF32_OVERRIDE: "0" }],
    ["deterministic", { deterministic: true }, { TF_DETERMINISTIC_OPS: "1" }],
    ["no GPU to see", { visibleGpus: "" }, { CUDA_VISIBLE_DEVICES: "" }],
  ])("%s: in the environment and in the record", (_, switches, expected) => {
    const record = applySwitches(switches);
    expect(record).toEqual({
      TF_CPP_MIN_LOG_LEVEL: "2",
      TF_FORCE_GPU_ALLOW_GROWTH: "true",
      ...expected,
    });
    for (const name of SWITCH_VARIABLES) expect(Deno.env.get(name)).toBe(record[name]);
  });

  it("leave what is set already, but for a switch that is given", () => {
    Deno.env.set("TF_ENABLE_ONEDNN_OPTS", "0");
    Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "1");
    Deno.env.set("TF_FORCE_GPU_ALLOW_GROWTH", "false");
    expect(applySwitches({ logLevel: 3 })).toEqual({
      TF_ENABLE_ONEDNN_OPTS: "0",
      TF_CPP_MIN_LOG_LEVEL: "3",
      TF_FORCE_GPU_ALLOW_GROWTH: "false",
    });
  });

  it.each([
    ["none", {}, []],
    ["the same", { oneDnn: true, logLevel: 2 as const }, []],
    ["another", { oneDnn: false }, ["TF_ENABLE_ONEDNN_OPTS=0"]],
    ["one that was not set", { tf32: true }, ["NVIDIA_TF32_OVERRIDE=1"]],
  ])("that come too late for a loaded library: %s", (_, switches, expected) => {
    const loaded = { TF_ENABLE_ONEDNN_OPTS: "1", TF_CPP_MIN_LOG_LEVEL: "2" };
    expect(unheardSwitches(switches, loaded)).toEqual(expected);
  });

  requireTensorflow()("reach C's getenv", () => {
    applySwitches({ tf32: false, deterministic: true });
    expect(variableInC("NVIDIA_TF32_OVERRIDE")).toBe("0");
    expect(variableInC("TF_DETERMINISTIC_OPS")).toBe("1");
    expect(variableInC("CUDA_VISIBLE_DEVICES")).toBeUndefined();
  });
});
