import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decodeModel } from "../../src/graph/mod.ts";
import { prepareTfjs, saveModel } from "../../src/train/mod.ts";
import { ROOT, run, succeed, workFolder } from "./_commands.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let work: Awaited<ReturnType<typeof workFolder>>;

beforeAll(async () => {
  prepareTfjs();
  work = await workFolder();
});
afterAll(() => work[Symbol.asyncDispose]());

/** Saves a model in the work folder and returns the path of its `model.json`. */
async function save(name: string, model: tf.LayersModel): Promise<string> {
  await saveModel(model, `${ROOT}${work.path}/${name}`);
  return `${work.path}/${name}/model.json`;
}

function twoInputs(): tf.LayersModel {
  const shared = tf.layers.dense({ units: 4, activation: "relu", name: "shared" });
  const [a, b] = [tf.input({ shape: [3], name: "a" }), tf.input({ shape: [3], name: "b" })];
  const sum = tf.layers.add({ name: "sum" }).apply([
    shared.apply(a) as tf.SymbolicTensor,
    shared.apply(b) as tf.SymbolicTensor,
  ]) as tf.SymbolicTensor;
  const [c, d] = [2, 3].map((units) =>
    tf.layers.dense({ units, name: `out_${units}` }).apply(sum) as tf.SymbolicTensor
  );
  return tf.model({ inputs: [a, b], outputs: [c!, d!] });
}

/** Resizing by branching on the batch is what no two traces at batches above 8 can tell. */
class Branching extends tf.layers.Layer {
  static className = "Branching";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.mul(x, x.shape[0]! > 8 ? 2 : 1);
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

describe("deno task convert", () => {
  it("writes a model with two inputs, two outputs and a shared layer", async () => {
    const source = await save("two", twoInputs());
    const target = `${work.path}/two.onnx`;
    const stdout = await succeed("convert", [source, target]);
    expect(stdout).toMatch(/^Gemm +0 +4$/m);
    expect(stdout).toMatch(/^Opset 17, [\d.]+ \w+, converted in /m);
    expect(stdout.match(/-\[✓\] onnxruntime-(node|web): max difference \d/g)).toHaveLength(2);
    const { graph } = decodeModel(await Deno.readFile(`${ROOT}${target}`));
    expect(graph.inputs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["out_2", "out_3"]);
  });

  it.each([["fp16", 0.6], ["int8", 0.4]] as const)(
    "writes smaller weights with --weights %s",
    async (form, share) => {
      const source = await save(
        `wide_${form}`,
        tf.sequential({ layers: [tf.layers.dense({ units: 40, inputShape: [50] })] }),
      );
      const target = `${work.path}/wide_${form}.onnx`;
      const stdout = await succeed("convert", [source, target, "--weights", form]);
      expect(stdout.match(/^-\[✓\] onnxruntime-(node|web): /gm)).toHaveLength(2);
      expect(stdout).toMatch(new RegExp(`^Weights as ${form}: [\\d.]+ kB, \\d\\d % of that$`, "m"));
      expect(stdout.match(/^ +onnxruntime-(node|web): max difference \d\.\de-[234]$/gm))
        .toHaveLength(2);
      const bytes = await Deno.readFile(`${ROOT}${target}`);
      expect(decodeModel(bytes).metadata).toEqual({ weight_form: form });
      expect(bytes.length).toBeLessThan(share * 40 * 50 * 4);
    },
  );

  it.each([
    ["a missing file", "nowhere/model.json", /Cannot find "nowhere\/model.json"/],
    ["an ONNX file", "two.onnx", /it is an ONNX model/],
  ])("refuses %s", async (_title, source, message) => {
    const { code, stderr } = await run("convert", [
      source.startsWith("nowhere") ? source : `${work.path}/${source}`,
      `${work.path}/x.onnx`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    await expect(Deno.stat(`${ROOT}${work.path}/x.onnx`)).rejects.toThrow();
  });
});

describe("a model that is wrong at some batches", () => {
  it("is found by comparing at batches of 1, 2 and 64, and so is its first layer", async () => {
    const { toOnnx } = await import("../../src/export/mod.ts");
    const { verifyExport } = await import("../../pipeline/verify_export.ts");
    const { firstDifference } = await import("../../pipeline/first_difference.ts");
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2], name: "fine" }),
        new Branching({ name: "branching" }),
        tf.layers.dense({ units: 1, name: "after" }),
      ],
    });
    const checks = await verifyExport(model, toOnnx(model));
    expect(checks.every(({ maxDiff }) => maxDiff > 1e-3)).toBe(true);
    expect(await firstDifference(model, 1e-4)).toMatchObject({
      layer: "branching",
      className: "Branching",
    });
  });
});
