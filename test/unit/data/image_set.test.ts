import { describe, expect, it } from "vitest";
import { DataError } from "../../../src/data/mod.ts";
import { toImageSet } from "../../../src/data/image_set.ts";
import { checkLabels } from "../../../src/data/labels.ts";
import { errorOf } from "./_fixtures.ts";

function array(path: string, shape: number[], data?: number[]) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { path, shape, data: Uint8Array.from(data ?? new Array<number>(size).fill(7)) };
}

describe("toImageSet", () => {
  it.each([
    ["gray images", [4, 2, 3], { height: 2, width: 3, channels: 1 }],
    ["gray images with a channel dimension", [4, 2, 3, 1], { height: 2, width: 3, channels: 1 }],
    ["RGB images", [4, 2, 5, 3], { height: 2, width: 5, channels: 3 }],
  ])("joins %s with labels", (_title, shape, expected) => {
    const images = array("images", shape);
    const set = toImageSet(images, array("labels", [4], [0, 1, 2, 1]));
    expect(set).toMatchObject({ shape: expected, count: 4 });
    expect(set.images).toBe(images.data);
    expect([...set.labels]).toEqual([0, 1, 2, 1]);
  });

  it.each([
    [
      "different counts",
      [5, 2, 2],
      [4],
      `"images" holds 5 images but "labels" 4 labels: expected the same number. ` +
      `Give two files that belong together`,
    ],
    [
      "labels in place of images",
      [4],
      [4],
      `"images" holds labels (1 dimension: 4) where images (3 dimensions, or 4 with channels) ` +
      `are expected. Give the other file, or check whether images and labels were swapped`,
    ],
    [
      "images in place of labels",
      [4, 2, 2],
      [4, 2, 2],
      `"labels" holds images (3 dimensions: 4 x 2 x 2) where labels (1 dimension) are expected`,
    ],
    ["two dimensions", [4, 2], [4], `"images" holds an array (2 dimensions: 4 x 2) where images`],
    ["five dimensions", [1, 1, 1, 1, 1], [1], `"images" holds an array (5 dimensions`],
    ["two channels", [4, 2, 2, 2], [4], `"images" has images with 2 channels: expected 1 (gray)`],
    ["channels first", [4, 3, 8, 8], [4], `"images" has images with 8 channels`],
    ["no images", [0, 2, 2], [0], `"images" holds no pixels: its sizes are 0 x 2 x 2`],
    ["no height", [4, 0, 2], [4], `"images" holds no pixels: its sizes are 4 x 0 x 2`],
  ])("refuses %s", async (_title, imagesShape, labelsShape, message) => {
    const error = await errorOf(() =>
      toImageSet(array("images", imagesShape), array("labels", labelsShape))
    );
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
  });
});

describe("checkLabels", () => {
  it("accepts every class", () => {
    expect(() => checkLabels(array("labels", [3], [0, 1, 2]), 3)).not.toThrow();
  });

  it("names the first label out of range and its position", async () => {
    const labels = array("labels", [4], [0, 9, 10, 11]);
    const error = await errorOf(() => checkLabels(labels, 10));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `"labels" has label 10 at position 2: expected 0 to 9 for 10 classes. ` +
        `Correct the label or name all the classes`,
    );
  });
});
