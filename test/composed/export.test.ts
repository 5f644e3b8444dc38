import type * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { type ExportedModel, toOnnx } from "../../src/export/mod.ts";
import { findProblems } from "../../src/graph/mod.ts";
import { prepareTfjs } from "../../src/train/mod.ts";
import { checkModels, itChecks } from "../_checker.ts";
import { expectAgreement } from "../unit/export/_run.ts";
import { compose, type Composed } from "./_compose.ts";
import { NUMBERS } from "./_numbers.ts";

prepareTfjs();

/** Relative above 1: some roundings of float32, since ONNX Runtime adds up in another order. */
const TOLERANCE = 2e-6;

const exported = new Map<number, Composed & ExportedModel>();

/** A model and its file, made once. */
function exportOf(number: number): Composed & ExportedModel {
  const known = exported.get(number);
  if (known !== undefined) return known;
  const composed = compose(number);
  const made = { ...composed, ...toOnnx(composed.model) };
  exported.set(number, made);
  return made;
}

it.each(NUMBERS)("composed model %i predicts as tfjs does", async (number) => {
  const { model, draw, graph, bytes } = exportOf(number);
  expect(findProblems(graph)).toEqual([]);
  const predict = (inputs: tf.Tensor[]) =>
    [model.predict(inputs.length === 1 ? inputs[0]! : inputs)].flat() as tf.Tensor[];
  await expectAgreement(model, bytes, predict, TOLERANCE, draw).finally(() => model.dispose());
});

itChecks("ONNX's checker accepts all of them", async () => {
  const models = NUMBERS.map((number) => [number, exportOf(number).bytes]);
  expect(await checkModels(Object.fromEntries(models))).toEqual({});
});
