import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, it } from "vitest";
import { toOnnx, WEIGHT_FORMS } from "../../../../src/export/mod.ts";
import { decodeModel, findProblems, type Graph } from "../../../../src/graph/mod.ts";
import type { SessionOptions } from "../../../../src/runtime/mod.ts";
import { checkModels, itChecks } from "../../../_checker.ts";
import { expectAgreement, inputsOf } from "../_run.ts";
import { VARIANT_MODELS } from "./_models.ts";
import { roundToHalf, roundToSteps } from "./_rounded.ts";

/** Both runtimes, each as the graph stands and with all that it does to graphs. */
const RUNTIMES: readonly (readonly [string, SessionOptions])[] = (["node", "web"] as const)
  .flatMap((runtime) =>
    (["disabled", "all"] as const).map((optimization) =>
      [`${runtime}, ${optimization}`, { runtime, optimization }] as const
    )
  );

/** What tfjs's own weights become in each form, and the node that stands before their first reader. */
const FORMS = {
  fp16: { round: roundToHalf, opType: "Cast", dtype: "float16", share: 0.5 },
  int8: { round: roundToSteps, opType: "DequantizeLinear", dtype: "int8", share: 0.25 },
} as const;

const files: Record<string, Uint8Array> = {};

afterAll(() => tf.disposeVariables());

/** The nodes that make weights, each with the operators that read what it makes. */
function makers({ nodes, initializers }: Graph, opType: string) {
  return nodes.filter((node) => node.opType === opType && initializers.has(node.inputs[0]!))
    .map((node) => ({
      node,
      readers: new Set(
        nodes.filter(({ inputs }) => inputs.includes(node.outputs[0]!)).map((reader) =>
          reader.opType
        ),
      ),
    }));
}

describe.each(["fp16", "int8"] as const)("weights as %s", (weights) => {
  const { round, opType, dtype, share } = FORMS[weights];

  it.each(VARIANT_MODELS)("$title compute as tfjs with its weights rounded", async (row) => {
    const model = row.build();
    const { graph, bytes } = toOnnx(model, { weights });
    files[`${row.title}, ${weights}`] = bytes;
    expect(findProblems(graph)).toEqual([]);
    const made = makers(graph, opType);
    expect(made.flatMap(({ readers }) => [...readers]).sort()).toEqual(
      row.readers.split(" ").sort(),
    );
    for (const { node } of made) {
      expect(graph.initializers.get(node.inputs[0]!)!.dtype).toBe(dtype);
    }

    round(model);
    const { tokens } = row;
    const drawTokens = (batch: number) =>
      tf.floor(tf.randomUniform([batch, 5], 0, tokens, "float32", batch));
    await expectAgreement(
      model,
      bytes,
      (inputs) => [model.predict(inputs) as tf.Tensor],
      3e-6,
      (batch) => tokens === undefined ? inputsOf(model, batch) : [drawTokens(batch)],
      RUNTIMES,
    );
  });

  it.each(VARIANT_MODELS)("$title take less room", (row) => {
    const model = row.build();
    const of = (form: typeof weights | "fp32") => toOnnx(model, { weights: form });
    const constants = ({ graph }: ReturnType<typeof of>) =>
      [...graph.initializers.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    const [full, small] = [of("fp32"), of(weights)];
    expect(small.bytes.length).toBeLessThan(full.bytes.length);
    // Biases and scales are what these small layers have beside.
    expect(constants(small) / constants(full)).toBeLessThan(share + 0.2);
    expect(decodeModel(small.bytes).metadata).toEqual({ weight_form: weights });
    expect(small.graph.inputs).toEqual(full.graph.inputs);
    expect(small.graph.outputs).toEqual(full.graph.outputs);
    expect(small.nodes.after[opType]).toBe(
      (full.nodes.after[opType] ?? 0) + row.readers.split(" ").length,
    );
  });
});

it("weights as fp32 are the file that there was", () => {
  const model = VARIANT_MODELS[0]!.build();
  expect(toOnnx(model, { weights: "fp32" }).bytes).toEqual(toOnnx(model).bytes);
  expect(WEIGHT_FORMS).toEqual(["fp32", ...Object.keys(FORMS)]);
});

itChecks("and all pass ONNX's own checker", async () => {
  expect(Object.keys(files)).toHaveLength(2 * VARIANT_MODELS.length);
  expect(await checkModels(files)).toEqual({});
});
