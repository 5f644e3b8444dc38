import { basename } from "node:path";
import type { ImageShape } from "../../src/data/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { FILES, writeJson } from "./_files.ts";
import { loadData, settingsOf } from "./_settings.ts";

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
    const { name, classNames, train, test, sha256 } = await loadData(context.config);
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
  },
};

/** The files of one's own data set; a folder that cannot be read is the data loader's to explain. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && /ubyte|^classes\./.test(entry.name)) {
        files.push(`${folder}/${entry.name}`);
      }
    }
  } catch {
    return [];
  }
  return files.sort();
}
