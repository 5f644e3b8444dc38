import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { TraceError } from "../../src/trace/mod.ts";
import { expectedOf, expectGraph, traceOf } from "./_compare.ts";
import { arrange, floats, type Input, nchw, tensorOf } from "./_inputs.ts";
import type { Row } from "./_row.ts";
import { allRows } from "./_rows.ts";

/** Rows whose inputs and outputs are all such that a gradient can flow: float32. */
const ROWS = (await allRows()).filter(({ inputs, run }) =>
  inputs.some(({ dtype }) => dtype === "float32") &&
  tf.tidy(() => [run(...inputs.map(tensorOf))].flat().every(({ dtype }) => dtype === "float32"))
);

/** The gradients of a row by its float inputs, as a function of its inputs and the outputs' gradients. */
function gradientOf({ inputs, run }: Row) {
  const shapes = tf.tidy(() => [run(...inputs.map(tensorOf))].flat().map(({ shape }) => shape));
  const laidOut = inputs.some(({ channelsFirst }) => channelsFirst);
  const dys: Input[] = shapes.map((shape) =>
    laidOut && shape.length === 4 ? nchw(floats(...shape)) : floats(...shape)
  );
  const moving = inputs.flatMap(({ dtype }, i) => dtype === "float32" ? [i] : []);
  const compute = (...tensors: tf.Tensor[]) => {
    const arranged = tensors.slice(inputs.length).map((dy, i) => arrange(dys[i], dy));
    const loss = (...values: tf.Tensor[]) => {
      const all = tensors.slice(0, inputs.length);
      moving.forEach((at, i) => all[at] = values[i]!);
      const outputs = [run(...all.map((x, i) => arrange(inputs[i], x)))].flat();
      return tf.addN(outputs.map((output, i) => tf.sum(tf.mul(output, arranged[i]!))));
    };
    return tf.grads(loss)(moving.map((at) => tensors[at]!));
  };
  return { compute, inputs: [...inputs, ...dys] };
}

const titled = (gradient: Row["gradient"]) =>
  ROWS.filter((row) => row.gradient === gradient)
    .map((row) => [row.kernel, row.title, row] as const);

describe("gradients are those of tfjs's cpu backend", () => {
  it.each(titled(undefined))("%s: %s", async (_kernel, _title, row) => {
    const { compute, inputs } = gradientOf(row);
    const { outputs } = expectedOf(compute, inputs);
    const { target = "cpu", reorder = false, tolerance = 2e-6, relative = false } = row;
    const traced = traceOf(compute, inputs, { target, reorder });
    await expectGraph(traced, inputs, outputs, { tolerance, relative });
  });
});

describe("tfjs has no gradient", () => {
  it.each(titled("none"))("%s: %s", (_kernel, _title, row) => {
    const { compute, inputs } = gradientOf(row);
    expect(() => expectedOf(compute, inputs)).toThrow(/gradient|transpose/i);
  });
});

describe("tfjs's gradient is refused", () => {
  it.each(titled("refused"))("%s: %s", (_kernel, _title, row) => {
    const { compute, inputs } = gradientOf(row);
    expectedOf(compute, inputs);
    expect(() => traceOf(compute, inputs, {})).toThrow(TraceError);
  });
});
