import type { DatasetDefinition, Source } from "../../../src/data/catalogue/mod.ts";
import { sha256 } from "../../../src/data/mod.ts";
import { idx } from "./_fixtures.ts";

/** The four files of {@linkcode toyDefinition}. */
export const FILES: Readonly<Record<string, Uint8Array>> = {
  "train-images": idx([3, 2, 2]),
  "train-labels": idx([3], [0, 1, 1]),
  "test-images": idx([2, 2, 2]),
  "test-labels": idx([2], [1, 0]),
};

/** A dataset of five images in two classes that has these sources. */
export async function toyDefinition(...sources: Source[]): Promise<DatasetDefinition> {
  const file = async (name: string) => ({ name, sha256: await sha256(FILES[name]!) });
  return {
    name: "toy",
    title: "Five images",
    classNames: ["cat", "dog"],
    files: {
      trainImages: await file("train-images"),
      trainLabels: await file("train-labels"),
      testImages: await file("test-images"),
      testLabels: await file("test-labels"),
    },
    sources,
    remedy: "Draw them again",
  };
}
