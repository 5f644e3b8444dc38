import { describe, expect, it } from "vitest";
import { describeDifference } from "../../../../../src/train/engines/tensorflow/recorded_step/mod.ts";

describe("describeDifference", () => {
  const values = (loss: number, ...weights: number[]) =>
    new Map([["loss", [loss]], ["w", weights]]);
  const before = new Map([["w", [1, 1]]]);

  it.each([
    ["equal values", values(1, 2), values(1, 2)],
    ["a metric within the tolerance", values(1.001, 1, 2), values(1, 1, 2)],
    ["updates within the tolerance", values(1, 1.00105, 1), values(1, 1.001, 1)],
    ["an element that is rounding beside others", values(1, 1.001, 1.1), values(1, 1, 1.1)],
    ["values but for rounding", values(1, 1.0000002, 1), values(1, 1, 1)],
    ["NaN on both sides", values(NaN, NaN), values(NaN, NaN)],
  ])("finds none between %s", (_, recorded, eager) => {
    expect(describeDifference(recorded, eager, before)).toBeUndefined();
  });

  it.each([
    // Adam's first step at its usual rate.
    [
      "no update",
      values(1, 1, 1),
      values(1, 1.001, 0.999),
      "w differs by 9.9e-1 of its update, expected at most 1e-1",
    ],
    ["half the update", values(1, 1.01, 1), values(1, 1.02, 1), "w differs by 5.0e-1 of its"],
    ["the worst", values(1.1, 1, 0), values(1, 1, 1.1), "w differs by 1.1e+1 of its update"],
    ["a metric", values(1.1, 1, 2), values(1, 1, 2), "loss differs by 5.0e-2, expected at most"],
    ["NaN on one side", values(NaN, 1), values(1, 1), "loss differs by Infinity"],
    ["NaN in an update", values(1, NaN), values(1, 1), "w differs by Infinity"],
    ["other names", new Map([["loss", [1]]]), values(1, 1), "it gives loss and should give loss,w"],
  ])("names %s", (_, recorded, eager, message) => {
    expect(describeDifference(recorded, eager, before)).toContain(message);
  });

  it.each([
    ["is rounding", 1e-9, undefined],
    ["is not", 1e-3, "w differs by 9.9e-1 of its update, expected at most 1e-1"],
  ])("leaves a weight of Adam's out where its first moment %s", (_, moment, difference) => {
    const results = (weight: number) => new Map([["w", [weight, 1]], ["optimizer/w/m", [moment]]]);
    const start = new Map([...before, ["optimizer/w/m", [0]]]);
    expect(describeDifference(results(1), results(1.001), start)).toBe(difference);
  });
});
