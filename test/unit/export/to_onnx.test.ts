import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, it } from "vitest";
import { recipes } from "../../../models/mod.ts";
import { OPSET, toOnnx } from "../../../src/export/mod.ts";
import { decodeModel, dump, findProblems } from "../../../src/graph/mod.ts";
import { referencePredict } from "../../../src/train/mod.ts";
import { checkModels, itChecks } from "../../_checker.ts";
import { MODELS } from "./_models.ts";
import { expectAgreement, inputsOf } from "./_run.ts";

const SHAPE = { height: 28, width: 28, channels: 1 };

/** Every exported file, for ONNX's own checker. */
const files: Record<string, Uint8Array> = {};

afterAll(() => tf.disposeVariables());

describe("an exported model predicts as tfjs does at batch 1, 2 and 64 on node and web", () => {
  it.each(MODELS)("%s", async (title, build) => {
    const model = build();
    const { graph, bytes } = toOnnx(model);
    files[title] = bytes;
    expect(findProblems(graph)).toEqual([]);
    await expectAgreement(
      model,
      bytes,
      (inputs) => [model.predict(inputs) as tf.Tensor | tf.Tensor[]].flat(),
    );
  });

  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    "recipe %s",
    async (name, recipe) => {
      const model = recipe.build({ shape: SHAPE, numClasses: 10, seed: 1 });
      const { graph, bytes } = toOnnx(model);
      files[name] = bytes;
      expect(findProblems(graph)).toEqual([]);
      // tfjs's wasm backend: its cpu backend takes minutes for 64 images.
      const predict = await referencePredict(model, "wasm");
      await expectAgreement(model, bytes, ([x]) => [
        tf.tensor(predict(x!.dataSync<"float32">(), x!.shape[0]!), [x!.shape[0]!, 10]),
      ]);
    },
  );

  it("a recipe for 32x32 images of three channels and five classes", async () => {
    const [recipe] = recipes.filter(({ name }) => name === "mnist-lenet");
    const shape = { height: 32, width: 32, channels: 3 };
    const config = { filters1: 4, filters2: 5, units1: 6, units2: 7 };
    const model = recipe!.build({ shape, numClasses: 5, seed: 1, config });
    const { bytes } = toOnnx(model);
    files["32x32x3"] = bytes;
    const predict = await referencePredict(model, "wasm");
    await expectAgreement(model, bytes, ([x]) => [
      tf.tensor(predict(x!.dataSync<"float32">(), x!.shape[0]!), [x!.shape[0]!, 5]),
    ]);
  });

  itChecks("and passes ONNX's own checker", async () => {
    expect(Object.keys(files).length).toBe(MODELS.length + recipes.length + 1);
    expect(await checkModels(files)).toEqual({});
  });
});

describe("an exported graph", () => {
  it("of the LeNet recipe is as clean as one written by hand", async () => {
    const [recipe] = recipes.filter(({ name }) => name === "mnist-lenet");
    const { graph, nodes } = toOnnx(recipe!.build({ shape: SHAPE, numClasses: 10, seed: 1 }));
    expect(graph.nodes.map(({ opType }) => opType).join(" ")).toBe(
      "Reshape Conv Relu MaxPool Conv Relu MaxPool Flatten Gemm Relu Gemm Relu Gemm Softmax",
    );
    expect(Object.values(nodes.after).reduce((a, b) => a + b)).toBe(14);
    expect(Object.values(nodes.before).reduce((a, b) => a + b)).toBeGreaterThan(14);
    // tfjs numbers the variables of a process.
    const text = dump(graph).replaceAll(/(\/(?:kernel|bias))_\d+/g, "$1");
    await expect(text).toMatchFileSnapshot("../../golden/export/lenet.txt");
  });

  it("has the model's own names for inputs, outputs, nodes and weights", () => {
    const build = MODELS.find(([title]) => title === "one convolution used twice")![1];
    const { graph } = toOnnx(build());
    expect(graph.inputs).toEqual([
      { name: "image", dtype: "float32", shape: ["batch", 6, 6, 3] },
    ]);
    expect(graph.outputs[0]!.shape).toEqual(["batch", 108]);
    expect(graph.nodes.filter(({ opType }) => opType === "Conv").map(({ name }) => name))
      .toEqual(["shared/Conv", "shared/Conv_1"]);
    // Used twice, stored once.
    const kernels = [...graph.initializers].filter(([, { shape }]) => shape.length === 4);
    expect(kernels.map(([name]) => name)).toEqual([expect.stringContaining("shared/kernel")]);
  });

  it("carries its metadata, opset and passes that were left out", () => {
    const model = MODELS[0]![1]();
    const metadata = { labels: '["a","b"]' };
    const { bytes, graph, opset } = toOnnx(model, { metadata, passes: { disable: ["fuseGemm"] } });
    expect(opset).toBe(OPSET);
    const decoded = decodeModel(bytes);
    expect(decoded.metadata).toEqual(metadata);
    expect(graph.nodes.some(({ opType }) => opType === "Gemm")).toBe(false);
    expect(toOnnx(model).graph.nodes.some(({ opType }) => opType === "Gemm")).toBe(true);
  });

  it("of a fixed batch has it in its shapes", async () => {
    const model = MODELS[0]![1]();
    const { graph, bytes } = toOnnx(model, { batch: 2 });
    expect(graph.inputs[0]!.shape).toEqual([2, 9, 8, 3]);
    expect(graph.outputs[0]!.shape).toEqual([2, 4]);
    const { createSession } = await import("../../../src/runtime/mod.ts");
    const session = await createSession(bytes);
    const [x] = inputsOf(model, 2);
    const { dtype, name } = session.inputs[0]!;
    const results = await session.run({
      [name]: { dtype: dtype as "float32", shape: [2, 9, 8, 3], data: x!.dataSync<"float32">() },
    } as never);
    const expected = (model.predict(x!) as tf.Tensor).dataSync();
    const actual = results[session.outputs[0]!.name]!.data;
    expected.forEach((value, i) => expect(Number(actual[i])).toBeCloseTo(value, 5));
    await session.release();
  });

  it("is made without a mark on the model", () => {
    const model = MODELS[0]![1]();
    const weights = () => model.getWeights().map((weight) => weight.dataSync().slice());
    const before = weights();
    const { numTensors, numDataBuffers } = tf.memory();
    const first = toOnnx(model);
    expect(weights()).toEqual(before);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(toOnnx(model).bytes).toEqual(first.bytes);
  });
});
