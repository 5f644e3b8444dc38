import { describe, expect, it } from "vitest";
import { decodeModel, encodeModel, GraphBuilder } from "../../../src/graph/mod.ts";
import { withByteInput } from "../../../src/evaluate/_byte_input.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { noise, softmaxModel, softmaxReference } from "./_models.ts";

const SCALE = 1 / 255;

async function run(model: Uint8Array, input: string, bytes: Uint8Array, runtime: "node" | "web") {
  const session = await createSession(model, { runtime });
  try {
    const shape = [bytes.length / 4, 2, 2, 1];
    const results = await session.run({ [input]: { dtype: "uint8", shape, data: bytes } });
    return results["probabilities"]!.data as Float32Array;
  } finally {
    await session.release();
  }
}

describe("withByteInput", () => {
  it.each(["node", "web"] as const)("scales all 256 bytes on runtime %s", async (runtime) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const { model, input } = withByteInput(softmaxModel(), "x", SCALE)!;
    const expected = softmaxReference(Array.from(bytes, (byte) => byte * SCALE), 4, 3);
    const actual = await run(model, input, bytes, runtime);
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it.each([SCALE, 0.5, 1, 2 / 255])("gives what scaled pixels give, by %d", async (scale) => {
    const bytes = noise(400);
    const { model, input } = withByteInput(softmaxModel(), "x", scale)!;
    const expected = softmaxReference(Array.from(bytes, (byte) => byte * scale), 4, 3);
    const actual = await run(model, input, bytes, "node");
    const furthest = actual.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i]!)), 0);
    // Logits of up to 500 leave float32 fewer digits.
    expect(furthest).toBeLessThan(scale < 0.1 ? 1e-6 : 1e-4);
  });

  it("keeps opset, file format, metadata, shapes and outputs, and changes the input alone", () => {
    const bytes = softmaxModel({ inputShape: [16, 2, 2, 1], metadata: { weight_form: "int8" } });
    const original = decodeModel(bytes);
    const { graph, ...about } = decodeModel(withByteInput(bytes, "x", SCALE)!.model);
    expect(about).toMatchObject({
      opset: original.opset,
      irVersion: original.irVersion,
      metadata: { weight_form: "int8" },
    });
    expect(graph.inputs).toEqual([{ name: "bytes", dtype: "uint8", shape: [16, 2, 2, 1] }]);
    expect(graph.outputs).toEqual(original.graph.outputs);
    expect(graph.nodes.slice(1)).toEqual(original.graph.nodes);
    expect(graph.nodes[0]).toMatchObject({ opType: "DequantizeLinear", outputs: ["x"] });
  });

  it("takes a name that the model does not use", async () => {
    const { model, input } = withByteInput(softmaxModel({ inputName: "bytes" }), "bytes", SCALE)!;
    expect(input).toBe("bytes_");
    const rows = await run(model, input, Uint8Array.of(0, 255, 7, 9), "node");
    expect(rows.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it("leaves a model alone that is older than the operator", () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", ["batch", 4]);
    const [y] = builder.node("Softmax", [x], [{ dtype: "float32", shape: ["batch", 4] }]);
    const graph = builder.build("old", [{ value: y!, name: "y" }]);
    expect(withByteInput(encodeModel(graph, { opset: 9 }), "x", SCALE)).toBeUndefined();
    expect(withByteInput(encodeModel(graph, { opset: 10 }), "x", SCALE)).toBeDefined();
  });

  it("leaves a model alone that a graph cannot hold", () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", ["batch", 4]);
    const [y] = builder.node("Softmax", [x], [{ dtype: "float32", shape: ["batch", 4] }]);
    const bytes = encodeModel(builder.build("g", [{ value: y!, name: "y" }]));
    // One node more, of another domain: field 7 (graph) of 1 (node) of 4 (op type) and 7 (domain).
    const node = [0x22, 1, 0x41, 0x3a, 1, 0x42];
    const graph = [0x0a, node.length, ...node];
    const foreign = Uint8Array.of(...bytes, 0x3a, graph.length, ...graph);
    expect(() => decodeModel(foreign)).toThrow(TypeError);
    expect(withByteInput(foreign, "x", SCALE)).toBeUndefined();
  });
});
