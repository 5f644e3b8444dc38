import { describe, expect, it } from "vitest";
import {
  chooseShipped,
  largestDifference,
  type Variant,
  variantLines,
} from "../../../pipeline/variants.ts";

const KINDS = ["fp32", "fp16", "int8"] as const;

/** The three forms with these sizes and accuracies. */
function forms(bytes: readonly number[], accuracy: readonly number[]): Variant[] {
  return KINDS.map((kind, i) => ({
    kind,
    file: kind === "fp32" ? "model.onnx" : `model_${kind}.onnx`,
    bytes: bytes[i]!,
    accuracy: accuracy[i]!,
    loss: 0.1,
    maxDifference: i / 1000,
  }));
}

const SIZES = [100_000, 50_000, 25_000];

describe("the variant for the web page", () => {
  it.each<[string, number[], number[], string]>([
    ["is the smallest of equals", SIZES, [0.99, 0.99, 0.99], "int8"],
    ["may lose 0.05 points", SIZES, [0.9922, 0.9922, 0.9917], "int8"],
    ["may not lose 0.06", SIZES, [0.9922, 0.9922, 0.9916], "fp16"],
    ["may be better", SIZES, [0.99, 0.98, 0.995], "int8"],
    ["is the trained one where all others are worse", SIZES, [0.99, 0.9, 0.9], "fp32"],
    ["is the trained one where it is the smallest", [9, 10, 11], [0.99, 0.99, 0.99], "fp32"],
    ["is the more exact one of two sizes that are equal", [9, 5, 5], [0.5, 0.5, 0.5], "fp16"],
  ])("%s", (_title, bytes, accuracy, expected) => {
    const { variants } = chooseShipped(forms(bytes, accuracy));
    expect(variants.map(({ kind }) => kind)).toEqual(KINDS);
    expect(variants.filter(({ shipped }) => shipped).map(({ kind }) => kind)).toEqual([expected]);
  });

  it("may lose exactly 0.05 points of any number of images", () => {
    for (let right = 5; right <= 10_000; right += 5) {
      const { variants } = chooseShipped(
        forms(SIZES, [right / 10_000, (right - 6) / 10_000, (right - 5) / 10_000]),
      );
      expect(variants[2]!.shipped, String(right)).toBe(true);
    }
  });
});

describe("the largest difference of a probability", () => {
  it.each<[string, number[], number[], number]>([
    ["none", [0.5, 0.5], [0.5, 0.5], 0],
    ["the largest, whatever its sign", [0.5, 0.25, 0], [0.25, 0.25, 0.5], 0.5],
    ["no number, where one is none", [0.5, NaN, 0], [0.25, 0.5, 1], NaN],
  ])("%s", (_title, a, b, expected) => {
    expect(largestDifference(a, b)).toBe(expected);
    expect(largestDifference(b, a)).toBe(expected);
  });
});

it("prints a line for each variant", () => {
  expect(variantLines(chooseShipped(forms(SIZES, [0.9922, 0.9921, 0.9])))).toEqual([
    "model.onnx       100 kB, accuracy 99.22 %",
    "model_fp16.onnx  50 kB, accuracy 99.21 %, max difference 1.0e-3, " +
    "for the web page: the smallest within 0.05 points",
    "model_int8.onnx  25 kB, accuracy 90.00 %, max difference 2.0e-3",
  ]);
});
