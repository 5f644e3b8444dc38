import { describe, expect, it } from "vitest";
import { TraceError } from "../../src/trace/mod.ts";
import { expectedOf, expectGraph, traceOf } from "./_compare.ts";
import { canFlow, gradientOf } from "./_gradient.ts";
import type { Row } from "./_row.ts";
import { allRows } from "./_rows.ts";

const ROWS = (await allRows()).filter(canFlow);

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
