import { firstImages } from "../../../pipeline/bench/first_images.ts";
import { type Dataset, loadDataset } from "../../../src/data/mod.ts";

/** A command that stands in for Python: the scripts' answers without the libraries. */
export async function pythonStandIn(folder: string, script: string): Promise<string> {
  const path = `${folder}/python`;
  await Deno.writeTextFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`, { mode: 0o755 });
  return path;
}

/** MNIST's first images. */
export async function tinyDataset(count: number): Promise<Dataset> {
  const dataset = await loadDataset("mnist");
  const { train, test } = dataset;
  return { ...dataset, train: firstImages(train, count), test: firstImages(test, count) };
}
