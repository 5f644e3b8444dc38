import { describe, expect, it } from "vitest";
import { compressModel } from "../../../../src/export/mod.ts";
import { decodeModel, encodeModel, type Graph } from "../../../../src/graph/mod.ts";
import { createSession } from "../../../../src/runtime/mod.ts";
import { Sketch } from "../../graph/_build.ts";
import { run, sampleFeeds } from "../../graph/_run.ts";

function dense(): Graph {
  const s = new Sketch();
  return s.build(s.node("MatMul", [s.input("x", [2, 64]), s.weights("w", 64, 32)], [2, 32]));
}

const ABOUT = {
  producerName: "another",
  producerVersion: "1.2",
  docString: "About it",
  metadata: { labels: '["a"]', "other": "ключ" },
  opset: 15,
  irVersion: 8,
  domain: "org.example",
  modelVersion: 4,
};

describe("a file with its weights in another form", () => {
  it.each([["fp16", 0.5], ["int8", 0.25]] as const)("%s", (form, share) => {
    const full = encodeModel(dense(), ABOUT);
    const small = compressModel(full, form);
    const { graph: _graph, ...about } = decodeModel(small);
    expect(about).toEqual({ ...ABOUT, metadata: { ...ABOUT.metadata, weight_form: form } });
    expect(small.length / full.length).toBeGreaterThan(share);
    expect(small.length / full.length).toBeLessThan(share + 0.06);
    // Again, nothing is left to do.
    expect(compressModel(small, form)).toEqual(small);
  });

  it("is the same file as fp32", () => {
    const full = encodeModel(dense(), ABOUT);
    expect(compressModel(full, "fp32")).toEqual(full);
  });

  it.each(["node", "web"] as const)(
    "computes in float32 on %s, whatever it optimizes",
    async (runtime) => {
      const graph = dense();
      const feeds = sampleFeeds(graph);
      for (const form of ["fp16", "int8"] as const) {
        const small = compressModel(encodeModel(graph), form);
        const { y: expected } = await run(decodeModel(small).graph, feeds);
        const session = await createSession(small, { runtime });
        const { y } = await session.run(feeds);
        await session.release();
        (expected!.data as Float32Array).forEach((value, i) =>
          expect(Math.abs(Number(y!.data[i]) - value)).toBeLessThan(2e-6)
        );
      }
    },
  );
});

describe("compressModel refuses", () => {
  const full = encodeModel(dense());
  it.each<[string, () => unknown, ErrorConstructor, string]>([
    ["an unknown form", () => compressModel(full, "fp8" as never), RangeError, 'weights: "fp8"'],
    [
      "what has another form already",
      () => compressModel(compressModel(full, "fp16"), "int8"),
      RangeError,
      "Cannot store the model's weights as int8: they are stored as fp16. Use the file that it was made of",
    ],
    [
      "fp32 of what was rounded",
      () => compressModel(compressModel(full, "int8"), "fp32"),
      RangeError,
      "they are stored as int8",
    ],
    [
      "int8 for an old operator set",
      () => compressModel(encodeModel(dense(), { opset: 12 }), "int8"),
      RangeError,
      "Cannot store the weights of a model of opset 12 as int8: expected opset 13 or above",
    ],
    [
      "what is no model",
      () => compressModel(new TextEncoder().encode("<html>"), "fp16"),
      SyntaxError,
      "HTML",
    ],
  ])("%s", (_title, call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
