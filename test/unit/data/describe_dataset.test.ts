import { expect, it } from "vitest";
import { type Dataset, describeDataset, type ImageSet } from "../../../src/data/mod.ts";

function set(count: number, labels: number[]): ImageSet {
  const shape = { height: 2, width: 3, channels: 3 };
  const images = Uint8Array.from({ length: count * 18 }, (_, i) => i);
  return { shape, images, labels: Uint8Array.from(labels), count };
}

it("gives type, shape and first values of both sets, and the classes", () => {
  const dataset: Dataset = {
    name: "toy",
    classNames: ["cat", "dog"],
    train: set(12, [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0]),
    test: set(2, [0, 1]),
    sha256: {},
  };
  expect(describeDataset(dataset).split("\n")).toEqual([
    "train: images uint8 [12, 2, 3, 3] 0 1 2 3 4 5 6 7 8 9 ..., " +
    "labels uint8 [12] 1 0 1 1 0 0 1 0 1 1 ...",
    "test:  images uint8 [2, 2, 3, 3] 0 1 2 3 4 5 6 7 8 9 ..., labels uint8 [2] 0 1",
    "2 classes: 0 cat, 1 dog",
  ]);
});
