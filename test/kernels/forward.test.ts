import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { TRANSLATORS } from "../../src/trace/mod.ts";
import { expectedOf, expectGraph, traceOf } from "./_compare.ts";
import { arrange } from "./_inputs.ts";
import { allRows } from "./_rows.ts";

const ROWS = await allRows();

it.each(Object.keys(TRANSLATORS))("%s has a row", (kernel) => {
  expect(ROWS.map((row) => row.kernel)).toContain(kernel);
});

describe("kernels compute as tfjs's cpu backend does", () => {
  it.each(ROWS.map((row) => [row.kernel, row.title, row] as const))(
    "%s: %s",
    async (kernel, _title, { inputs, run, tolerance = 1e-6, target = "cpu" }) => {
      const compute = (...tensors: tf.Tensor[]) => {
        const outputs = run(...tensors.map((x, i) => arrange(inputs[i], x)));
        return Array.isArray(outputs) ? outputs : [outputs];
      };
      const expected = expectedOf(compute, inputs);
      expect([...expected.kernels]).toContain(kernel);
      await expectGraph(traceOf(compute, inputs, target), inputs, expected.outputs, tolerance);
    },
  );
});
