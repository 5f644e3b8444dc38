import { describe, expect, it } from "vitest";
import { didYouMean, suggest } from "../../../src/data/mod.ts";

describe("suggest", () => {
  it.each([
    ["trian", ["data", "train", "export"], "train"],
    ["TRAIN", ["data", "train"], "train"],
    ["mnist-cnn", ["mnist-cnn-wide", "mnist-cnn"], "mnist-cnn"],
    ["mnist_cnn", ["mnist-cnn-wide", "mnist-cnn"], "mnist-cnn"],
    ["lenet", ["mnist-mlp", "mnist-lenet"], "mnist-lenet"],
    ["cnn", ["mnist-cnn-wide", "mnist-cnn"], "mnist-cnn"],
    ["epoch", ["epochs"], "epochs"],
    ["scael", ["scale"], "scale"],
    ["batch_size", ["batchSize", "seed"], "batchSize"],
    ["gpu", ["cuda", "cpu"], undefined],
    ["CPU", ["cuda", "cpu"], "cpu"],
    ["verbosity", ["verbose"], undefined],
    ["x", ["train", "exit"], undefined],
    ["ex", ["export"], undefined],
    ["", ["train"], undefined],
    ["train", [], undefined],
  ])("%s of %j is %s", (received, allowed, expected) => {
    expect(suggest(received, allowed)).toBe(expected);
  });

  it("ends an error message", () => {
    expect(didYouMean("epoch", ["epochs"])).toBe(". Did you mean epochs?");
    expect(didYouMean("zzz", ["epochs"])).toBe("");
  });
});
