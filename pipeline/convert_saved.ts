import { dirname } from "node:path";
import { recipes } from "../models/mod.ts";
import { DataError, explainReadFailure, type ImageShape } from "../src/data/mod.ts";
import { toOnnx } from "../src/export/mod.ts";
import { loadModel } from "../src/train/mod.ts";
import type { Summary, TrainingFacts } from "./facts.ts";
import { recipeOn } from "./recipe_on.ts";

/**
 * Converts a saved tfjs layers model to ONNX. What its run wrote beside it (`summary.json`, or
 * `data.json` and `training.json`) tells its classes and how images become its input; without these
 * the file does not say.
 *
 * @throws {DataError} When the model or its weights cannot be read.
 * @throws {SyntaxError} When it is no tfjs layers model.
 */
export async function convertSaved(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const [model, facts] = await Promise.all([
    loadModel(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) {
        throw new DataError(path, `${error.message}: there is no such file. Check the path`, {
          cause: error,
        });
      }
      if (error instanceof Deno.errors.NotCapable) {
        throw new DataError(path, `Cannot read "${path}": ${explainReadFailure(error, path)}`, {
          cause: error,
        });
      }
      throw error;
    }),
    readFacts(dirname(path)),
  ]);
  return toOnnx(model, facts === undefined ? {} : { metadata: metadataOf(facts) }).bytes;
}

interface Facts {
  readonly recipe: string;
  readonly dataset: string;
  readonly own: boolean;
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

async function readFacts(folder: string): Promise<Facts | undefined> {
  const summary = await readJson<Summary>(`${folder}/summary.json`);
  if (summary?.data !== undefined) {
    const { recipe, data: { name, ...data } } = summary;
    return { recipe, dataset: name, ...data };
  }
  const data = await readJson<Omit<Facts, "recipe">>(`${folder}/data.json`);
  const training = await readJson<TrainingFacts>(`${folder}/training.json`);
  if (data === undefined || training?.recipe === undefined) return undefined;
  return { recipe: training.recipe, ...data };
}

async function readJson<T>(path: string): Promise<Partial<T> & T | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

function metadataOf(
  { recipe: name, dataset, own, shape, classNames }: Facts,
): Record<string, string> {
  const known = recipes.find((recipe) => recipe.name === name);
  const recipe = known && recipeOn(known, own ? undefined : dataset);
  return {
    labels: JSON.stringify(classNames),
    dataset: JSON.stringify({ name: dataset, ...(own ? { own } : {}) }),
    ...(recipe === undefined ? {} : { preprocessing: JSON.stringify(recipe.preprocessing(shape)) }),
  };
}
