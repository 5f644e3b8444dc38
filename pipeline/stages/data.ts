import { basename } from "node:path";
import {
  describeDataset,
  downloadProgress,
  type ImageShape,
  loadDataset,
} from "../../src/data/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { FILES, writeJson } from "./_files.ts";
import { settingsOf } from "./_settings.ts";

/** What `data.json` holds. */
export interface DataFacts {
  readonly dataset: string;
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  readonly trainImages: number;
  readonly testImages: number;
  readonly sha256: Readonly<Record<string, string>>;
}

/** Finds the data set, checks it and writes down what it is. */
export const dataStage: Stage<Config> = {
  name: "data",
  source: import.meta.url,
  inputs: ({ dataDir }) => dataDir === undefined ? [] : filesIn(dataDir),
  // The name of one's own data set is its folder's; where that lies does not matter.
  params: (config) => ({
    dataset: config.dataDir === undefined
      ? settingsOf(config).recipe.dataset
      : basename(config.dataDir),
  }),
  outputs: () => [FILES.data],
  async run(context) {
    const { config } = context;
    const dataset = await loadDataset(settingsOf(config).recipe.dataset, {
      dataDir: config.dataDir,
      onProgress: downloadProgress({ write: context.write, isTerminal: context.terminal }),
    });
    const { name, classNames, train, test, sha256 } = dataset;
    const { height, width, channels } = train.shape;
    const facts: DataFacts = {
      dataset: name,
      classNames,
      shape: train.shape,
      trainImages: train.count,
      testImages: test.count,
      sha256,
    };
    await writeJson(context, FILES.data, facts);
    context.write(
      `Data set ${name}: ${train.count} training and ${test.count} test images of ` +
        `${height}x${width}x${channels}, ${classNames.length} classes\n`,
    );
    if (config.verbose > 1) context.write(`${describeDataset(dataset)}\n`);
  },
};

/**
 * The files of one's own data set: IDX files, or all in its folders where there are none. A folder
 * that cannot be read is the data loader's to explain.
 */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory && !name.startsWith(".")) folders.push(path);
      else if (/ubyte|^classes\./.test(name)) files.push(path);
    }
    if (!files.some((path) => path.includes("ubyte"))) {
      for (const path of folders) files.push(...await allFilesIn(path));
    }
  } catch {
    return [];
  }
  return files.sort();
}

async function allFilesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await allFilesIn(path));
    else if (!name.startsWith(".")) files.push(path);
  }
  return files;
}
