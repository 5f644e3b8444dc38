import { describe, expect, it } from "vitest";
import { chooseEngine, type EngineOptions } from "../../../pipeline/choose_engine.ts";

const GPU = { gpu: () => Promise.resolve({ name: "NVIDIA H100" }) };
const NO_GPU = { gpu: () => Promise.resolve(undefined) };
const never = () => Promise.reject(new Error("looked for TensorFlow"));
const works = (_: EngineOptions, write: (line: string) => void) => {
  write("TensorFlow from Python: took it");
  return Promise.resolve(undefined);
};
const fails = () => Promise.resolve("its library is built without CUDA");

describe("chooseEngine", () => {
  it.each(["onnx", "tensorflow", "tfjs-node-gpu", "cpu", "wasm"] as const)(
    "leaves %s, which the user named, as it is",
    async (engine) => {
      const config = { engine, xla: true };
      expect(await chooseEngine(config, { gpu: never, tensorflow: never }))
        .toEqual({ config, lines: [], usual: true });
    },
  );

  it("takes onnx without a GPU, and does not look for TensorFlow", async () => {
    expect(await chooseEngine({ engine: "auto", device: "auto" }, { ...NO_GPU, tensorflow: never }))
      .toEqual({
        config: { engine: "onnx" },
        lines: ["Engine onnx, not tensorflow: nvidia-smi shows no NVIDIA GPU"],
        usual: true,
      });
  });

  it.each([
    [{ device: "gpu" }, "--device gpu"],
    [{ device: "cpu", xla: true }, "--device cpu"],
    [{ tfLib: "my/lib", device: "auto" }, "--tf-lib my/lib"],
  ])(
    "takes tensorflow for %j, found or not, so that nothing of it is dropped",
    async (given, option) => {
      const config = { engine: "auto", ...given } as const;
      expect(await chooseEngine(config, { gpu: never, tensorflow: never })).toEqual({
        config: { engine: "tensorflow", ...given },
        lines: [`Engine tensorflow: ${option} is one of its options`],
        usual: false,
      });
    },
  );

  it("says which switches of TensorFlow's it drops, though it takes onnx as usual", async () => {
    const config = { engine: "auto", xla: true, tf32: false, onednn: false } as const;
    expect(await chooseEngine(config, { ...NO_GPU, tensorflow: never })).toEqual({
      config: { engine: "onnx" },
      lines: [
        "Engine onnx, not tensorflow: nvidia-smi shows no NVIDIA GPU, so without --xla, --no-tf32, " +
        "--no-onednn",
      ],
      usual: false,
    });
  });

  it("takes onnx for a provider, which is ONNX Runtime's, and does not look for a GPU", async () => {
    const config = { engine: "auto", provider: "cuda" } as const;
    expect(await chooseEngine(config, { gpu: never, tensorflow: never })).toEqual({
      config: { engine: "onnx", provider: "cuda" },
      lines: ["Engine onnx, not tensorflow: --provider cuda is one of ONNX Runtime's"],
      usual: true,
    });
  });

  it("takes tensorflow where it computes on the GPU", async () => {
    const config = { engine: "auto", device: "auto", xla: true } as const;
    expect(await chooseEngine(config, { ...GPU, tensorflow: works })).toEqual({
      config: { engine: "tensorflow", device: "auto", xla: true },
      lines: [
        "TensorFlow from Python: took it",
        "Engine tensorflow: it computes on NVIDIA H100",
      ],
      usual: false,
    });
  });

  it("takes onnx where TensorFlow does not, and says why", async () => {
    const config = { engine: "auto", seed: 1 } as const;
    expect(await chooseEngine(config, { ...GPU, tensorflow: fails })).toEqual({
      config: { engine: "onnx", seed: 1 },
      lines: ["Engine onnx, not tensorflow: its library is built without CUDA"],
      usual: false,
    });
  });

  it("tells why a real library cannot be used", async () => {
    const before = Deno.env.get("TF_LIB_DIR");
    Deno.env.set("TF_LIB_DIR", "/no/such/folder");
    const { config, lines } = await chooseEngine({ engine: "auto" }, GPU).finally(() => {
      if (before === undefined) Deno.env.delete("TF_LIB_DIR");
      else Deno.env.set("TF_LIB_DIR", before);
    });
    expect(config).toEqual({ engine: "onnx" });
    expect(lines.join("\n")).toMatch(
      /\nEngine onnx, not tensorflow: Cannot find TensorFlow in \/no\/such\/folder, which TF_LIB_DIR names/,
    );
  });
});
