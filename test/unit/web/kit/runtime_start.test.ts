import { afterAll, describe, expect, it } from "vitest";
import { createClassifier, ModelLoadError } from "../../../../web/kit/mod.ts";
import { bytes, serveAnswers } from "./_answers.ts";

const MODEL = Deno.readFileSync("models/trained/mnist-lenet/model.onnx");
const WASM = Deno.readFileSync("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm");

let asked = 0;
const server = serveAnswers({
  "/ort-wasm-simd-threaded.wasm": () => {
    asked++;
    return bytes(WASM.slice(0, 100_000));
  },
});
afterAll(() => server[Symbol.asyncDispose]());

// In a file of its own: a runtime that has failed cannot be started again in the same process.
describe("createClassifier, where the runtime does not start", () => {
  const model = { modelUrl: "none", modelBytes: MODEL };
  const url = `${server.url}/ort-wasm-simd-threaded.wasm`;

  it.each([
    ["at first", { ...model, wasmPaths: server.url }, url, 1],
    ["once more", { ...model, wasmPaths: server.url }, url, 2],
    ["with whole bytes after that", { ...model, wasmBytes: WASM }, undefined, 2],
  ])("blames the runtime and not the model: %s", async (_when, options, address, times) => {
    const error = await createClassifier(options).catch((error) => error);
    expect(error).toBeInstanceOf(ModelLoadError);
    expect(error.message).toMatch(/^Cannot start ONNX Runtime: CompileError: /);
    expect(error.message).toContain(
      `Its WebAssembly is ${address ?? "that of wasmBytes"}. Reload the page`,
    );
    expect(error.url).toBe(address);
    expect(asked).toBe(times);
  });
});
