import { join } from "node:path";
import { type ImageSet, writeFileAtomic } from "../../src/data/mod.ts";
import type { EpochTime } from "./figures.ts";
import { kerasModel } from "./keras_spec.ts";
import type { Peers } from "./peers.ts";
import { type PythonTurns, startPython } from "./python.ts";

/** Model inputs from bytes, as ours are. */
const SCALE = 1 / 255;

/** Training by Keras's `fit`, an epoch a turn, each call in a process of its own. */
export function trainWithKeras(python: string): NonNullable<Peers["train"]> {
  return (recipe, train, { numClasses, epochs, seed, threads }) =>
    inTempFolder(async (folder) => {
      const model = recipe.build({ shape: train.shape, numClasses, seed });
      const spec = {
        ...await writeImages(folder, train),
        model: kerasModel(model, recipe.optimizer),
        scale: recipe.preprocessing(train.shape).scale,
        numClasses,
        batchSize: recipe.batchSize,
        epochs,
        seed,
        threads,
      };
      model.dispose();
      return await startScript(python, "keras_train.py", folder, spec);
    });
}

/** Evaluation by Python's onnxruntime, all images a turn, each call in a process of its own. */
export function evaluateWithOnnxRuntime(python: string): NonNullable<Peers["evaluate"]> {
  return (onnx, images, options) =>
    inTempFolder(async (folder) => {
      const model = join(folder, "model.onnx");
      await writeFileAtomic(model, onnx);
      const spec = { ...await writeImages(folder, images), ...options, model, scale: SCALE };
      return await startScript(python, "onnxruntime_eval.py", folder, spec);
    });
}

/** Starts a script, which has read all files when it is ready. */
async function startScript(
  python: string,
  script: string,
  folder: string,
  spec: Readonly<Record<string, unknown>>,
): Promise<PythonTurns<EpochTime>> {
  const path = join(folder, "spec.json");
  await writeFileAtomic(path, JSON.stringify(spec));
  return await startPython(python, script, [path]);
}

/** Pixels and labels as files of raw bytes; their paths. */
async function writeImages(
  folder: string,
  set: ImageSet,
): Promise<{ images: string; labels: string }> {
  const paths = { images: join(folder, "images.bin"), labels: join(folder, "labels.bin") };
  await writeFileAtomic(paths.images, set.images);
  await writeFileAtomic(paths.labels, set.labels);
  return paths;
}

async function inTempFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  const remove = () => Deno.removeSync(folder, { recursive: true });
  // Ctrl-C ends the process before `finally`.
  globalThis.addEventListener("unload", remove);
  try {
    return await run(folder);
  } finally {
    globalThis.removeEventListener("unload", remove);
    remove();
  }
}
