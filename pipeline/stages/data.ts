import { basename } from "node:path";
import {
  describeDataset,
  downloadProgress,
  type ImageShape,
  listDataFiles,
  loadDataset,
} from "../../src/data/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { FILES, writeJson } from "./_files.ts";
import { settingsOf } from "./_settings.ts";

/** What `data.json` holds. */
export interface DataFacts {
  readonly dataset: string;
  /** Whether these are the user's own files and not the catalogue's. */
  readonly own: boolean;
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
  // A folder that cannot be read is the data loader's to explain.
  inputs: ({ dataDir }) => dataDir === undefined ? [] : listDataFiles(dataDir).catch(() => []),
  // The name of one's own data set is its folder's; where that lies does not matter.
  params: (config) => ({
    dataset: config.dataDir === undefined
      ? settingsOf(config).recipe.dataset
      : basename(config.dataDir),
    own: config.dataDir !== undefined,
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
      own: config.dataDir !== undefined,
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
