import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { decodeModel, encodeModel } from "../../../../src/graph/mod.ts";
import { createSession } from "../../../../src/runtime/mod.ts";
import { createClassifier, type LoadProgress, ModelLoadError } from "../../../../web/kit/mod.ts";
import { bytes, html, serveAnswers } from "./_answers.ts";

const MODEL = Deno.readFileSync("models/trained/mnist-lenet/model.onnx");
const WASM = Deno.readFileSync("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm");
const { graph, metadata } = decodeModel(MODEL);

const server = serveAnswers({
  "/model.onnx": () => bytes(MODEL),
  "/ort/ort-wasm-simd-threaded.wasm": () => bytes(WASM),
  "/cut.onnx": () => bytes(MODEL.slice(0, 1000)),
  "/page.onnx": () => html(200, "<!doctype html>"),
  "/plain.onnx": () => bytes(encodeModel(graph)),
  "/names.onnx": () => bytes(encodeModel(graph, { metadata: { ...metadata, labels: '["one"]' } })),
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => vi.unstubAllGlobals());

const at = (path: string) => `${server.url}${path}`;

async function refusal(options: Parameters<typeof createClassifier>[0]): Promise<ModelLoadError> {
  const error = await createClassifier(options).catch((error) => error);
  expect(error).toBeInstanceOf(ModelLoadError);
  return error;
}

describe("createClassifier", () => {
  // First, while no runtime has started: a page that has one needs no second.
  it("says which WebAssembly did not load", async () => {
    const error = await refusal({ modelUrl: at("/model.onnx"), wasmPaths: at("/nowhere") });
    expect(error.message).toContain(
      `Cannot load ONNX Runtime's WebAssembly from ${
        at("/nowhere/ort-wasm-simd-threaded.wasm")
      }: ` +
        "the server answered 404 Not Found (text/html). Copy ort-wasm-simd-threaded.wasm there",
    );
  });

  it("reads labels and preprocessing from the file, and classifies as onnxruntime-node", async () => {
    const progress: LoadProgress[] = [];
    const classifier = await createClassifier({
      modelUrl: at("/model.onnx"),
      wasmPaths: at("/ort/"),
      onProgress: (step) => progress.push(step),
    });
    expect(classifier.labels).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(classifier.preprocessing).toMatchObject({ height: 28, width: 28, mode: "digit" });
    expect([classifier.provider, classifier.notes]).toEqual(["wasm", []]);
    expect(classifier.bytes).toEqual(MODEL);
    expect(Math.min(...Object.values(classifier.timings))).toBeGreaterThan(0);
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual([
      "download",
      "session",
      "warm-up",
    ]);
    const total = MODEL.length + WASM.length;
    expect(progress.at(-1)).toEqual({ phase: "warm-up", loaded: total, total });

    const input = Float32Array.from({ length: 3 * 784 }, (_, i) => Math.abs(Math.sin(i)));
    const node = await createSession(MODEL);
    const [name, output] = [node.inputs[0]!.name, node.outputs[0]!.name];
    const results = await node.run({
      [name]: { dtype: "float32", shape: [3, 28, 28, 1], data: input },
    });
    const expected = results[output]!.data as Float32Array;
    const probabilities = await classifier.classifyInput(input, 3);
    expect(probabilities).toHaveLength(30);
    probabilities.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    const second = input.slice(784, 2 * 784);
    const prediction = await classifier.classifyPrepared(second);
    const alone = probabilities.slice(10, 20);
    const index = alone.indexOf(Math.max(...alone));
    expect(prediction).toMatchObject({ index, label: String(index), input: second });
    expect(prediction.probability).toBeCloseTo(alone[index]!, 5);

    await expect(classifier.classifyInput(input, 2)).rejects.toThrow(
      "Cannot classify 2352 values as 2 images: expected 1568, 28 x 28 x 1 for each",
    );
    await Promise.all([node.release(), classifier.dispose()]);
    await expect(classifier.classifyInput(input, 3)).rejects.toThrow("released");
  });

  it("takes model and runtime that the page has already", async () => {
    const options = { modelUrl: "none", modelBytes: MODEL, wasmBytes: WASM };
    const classifier = await createClassifier(options);
    expect(classifier.bytes).toEqual(MODEL);
    await classifier.dispose();
  });

  it.each(["webgpu", "auto"] as const)(
    "falls back to wasm for %s and says why",
    async (provider) => {
      vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(null) } });
      const classifier = await createClassifier({ modelUrl: "none", modelBytes: MODEL, provider });
      expect(classifier.provider).toBe("wasm");
      expect(classifier.notes).toEqual(["WebGPU found no graphics adapter"]);
      await classifier.dispose();
    },
  );

  it.each([
    ["a cut model", { modelBytes: MODEL.slice(0, 1000) }, "its 1000 bytes are truncated"],
    ["a model of others", { modelBytes: encodeModel(graph) }, 'has no "preprocessing"'],
  ])("does not blame modelUrl for %s given as bytes", async (_name, options, reason) => {
    const error = await refusal({ modelUrl: "http://", ...options });
    expect(error.message).toMatch(/^Cannot use the model that was given as bytes: /);
    expect(error.message).toContain(reason);
    expect(error.url).toBeUndefined();
  });

  it.each([
    ["the model", { modelUrl: "http://" }],
    ["ONNX Runtime's WebAssembly", { modelUrl: "x", modelBytes: MODEL, wasmPaths: "http://" }],
  ])("explains a malformed address of %s", async (name, options) => {
    const { message } = await refusal(options);
    expect(message).toContain(`Cannot load ${name}: "http://" is no address for the page file://`);
  });

  it("refuses an unknown provider", async () => {
    const options = { modelUrl: at("/model.onnx"), provider: "gpu" as "auto" };
    await expect(createClassifier(options)).rejects.toThrow(
      new TypeError('Unsupported provider: "gpu". Should be one of: wasm, webgpu, auto'),
    );
  });

  it.each([
    ["/gone.onnx", "Cannot load the model from", "404 Not Found (text/html). Check the address"],
    ["/page.onnx", "Cannot load the model from", "sent an HTML page in its place (text/html)"],
    ["/cut.onnx", "Cannot use the model", "its 1000 bytes are truncated or are no ONNX file"],
    ["/plain.onnx", "Cannot use the model", 'has no "preprocessing" in its metadata_props. Use a'],
    ["/names.onnx", "Cannot use the model", "one output of any batch x 1"],
  ])("refuses %s", async (path, start, end) => {
    const error = await refusal({ modelUrl: at(path), wasmPaths: at("/ort") });
    expect(error.message).toContain(`${start} ${at(path)}`);
    expect(error.message).toContain(end);
    expect(error.url).toBe(at(path));
  });

  it("explains a browser without WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const error = await refusal({ modelUrl: at("/model.onnx") });
    expect(error.message).toMatch(/^Cannot run a model: this browser has no WebAssembly/);
  });
});
