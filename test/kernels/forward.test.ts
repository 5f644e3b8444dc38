import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { TRANSLATORS } from "../../src/trace/mod.ts";
import { expectedOf, expectGraph, traceOf } from "./_compare.ts";
import { arrange } from "./_inputs.ts";
import { allRows } from "./_rows.ts";

const ROWS = await allRows();

it("has a row for every translator", () => {
  const tested = new Set(ROWS.map(({ kernel }) => kernel));
  expect(Object.keys(TRANSLATORS).filter((kernel) => !tested.has(kernel))).toEqual([]);
});

describe("kernels compute as tfjs's cpu backend does", () => {
  it.each(ROWS.map((row) => [row.kernel, row.title, row] as const))(
    "%s: %s",
    async (
      kernel,
      _title,
      { inputs, run, tolerance = 1e-6, relative = false, target = "cpu", reorder = false },
    ) => {
      const compute = (...tensors: tf.Tensor[]) => {
        const outputs = run(...tensors.map((x, i) => arrange(inputs[i], x)));
        return Array.isArray(outputs) ? outputs : [outputs];
      };
      const expected = expectedOf(compute, inputs);
      expect([...expected.kernels]).toContain(kernel);
      await expectGraph(
        traceOf(compute, inputs, { target, reorder }),
        inputs,
        expected.outputs,
        { tolerance, relative },
      );
    },
  );
});
