import { expect, it } from "vitest";
import { findRecipe } from "../../../models/mod.ts";
import { benchAugmentation } from "../../../pipeline/bench/augmentation.ts";

it("benchAugmentation() measures a training with and without, and a worker alone", async () => {
  const count = 4 * 128;
  const train = {
    shape: { height: 8, width: 8, channels: 1 },
    images: Uint8Array.from({ length: count * 64 }, (_, i) => i % 251),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
  };
  const figures = await benchAugmentation(findRecipe("mnist-mlp-128"), train, {
    numClasses: 10,
    steps: 3,
    turns: 3,
    seed: 42,
  });
  const { recipe, batchSize, ...speeds } = figures;
  expect([recipe, batchSize]).toEqual(["mnist-mlp-128", 128]);
  expect(Object.keys(speeds)).toEqual(["plain", "augmented", "stepRatio", "worker"]);
  for (const speed of Object.values(speeds)) {
    expect(Number.isFinite(speed) && speed > 0).toBe(true);
  }
});
