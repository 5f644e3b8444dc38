import { describe, expect, it } from "vitest";
import { findRecipe, recipes } from "../../../models/mod.ts";
import { DATASET_NAMES } from "../../../src/data/mod.ts";

const ALL = recipes.map(({ name }) => name).join(", ");

describe("findRecipe()", () => {
  it.each(recipes.map(({ name }) => name))("finds %s", (name) => {
    expect(findRecipe(name).name).toBe(name);
  });

  it.each([
    ["mnist-lennet", "mnist-lenet"],
    ["mnist_cnn", "mnist-cnn"],
    ["MNIST-MLP", "mnist-mlp"],
    ["lenet", "mnist-lenet"],
    ["wide", "mnist-cnn-wide"],
    ["mnist-cnn-wid", "mnist-cnn-wide"],
    ["unscaled", "mnist-mlp-unscaled"],
    ["fashion-cn", "fashion-cnn"],
  ])("says what %s may be meant for", (name, guess) => {
    expect(() => findRecipe(name)).toThrow(
      new RangeError(
        `Unknown recipe "${name}": expected one of ${ALL}. Did you mean ${guess}?`,
      ),
    );
  });

  it.each(["resnet-50", "", "x"])('lists all recipes for "%s"', (name) => {
    expect(() => findRecipe(name)).toThrow(
      new RangeError(`Unknown recipe "${name}": expected one of ${ALL}`),
    );
  });
});

describe("recipes", () => {
  it("each have their own name", () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
  });

  it("are for data sets of the catalogue, which their names begin with", () => {
    for (const { name, dataset } of recipes) {
      expect(DATASET_NAMES).toContain(dataset);
      expect(name.split("-")[0]).toBe(dataset.split("-")[0]);
    }
  });
});
