import { describe, expect, it } from "vitest";
import { findRecipe, recipes } from "../../../models/mod.ts";

const ALL = "mnist-quick, mnist-mlp, mnist-lenet, mnist-cnn, mnist-cnn-wide";

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
  ])("says what %s may be meant for", (name, guess) => {
    expect(() => findRecipe(name)).toThrow(
      new RangeError(
        `Unknown recipe "${name}". Did you mean "${guess}"? Should be one of: ${ALL}`,
      ),
    );
  });

  it.each(["resnet-50", "", "x"])('lists all recipes for "%s"', (name) => {
    expect(() => findRecipe(name)).toThrow(
      new RangeError(`Unknown recipe "${name}". Should be one of: ${ALL}`),
    );
  });
});
