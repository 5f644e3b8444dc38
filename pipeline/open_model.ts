import { explainReadFailure } from "../src/data/mod.ts";
import { type ModelMetadata, readModelMetadata } from "../src/evaluate/mod.ts";
import { readModel } from "./read_model.ts";
import { findRunsAndSweeps } from "./sweep/find_sweeps.ts";

/** A model as the commands use it. */
export interface OpenedModel {
  readonly path: string;
  /** The ONNX file, or what the tfjs model was converted to. */
  readonly bytes: Uint8Array;
  readonly metadata: ModelMetadata;
  /** How it was found, where the user did not name it: `the newest run`. */
  readonly found?: string;
}

/** There is no model to take where none was named. */
export class NoModelError extends Error {
  /** @internal */
  override name = "NoModelError";
}

/** Trained models that come with the project. */
const TRAINED = "models/trained";

/**
 * Opens an ONNX file, or a saved tfjs layers model, which is converted in memory.
 *
 * @param path What the user gave. Absent: the newest run's, else one that comes with the project.
 * @param folders Where runs and the project's own models lie.
 * @throws {NoModelError} When none was given and none is there.
 * @throws {DataError} When the file cannot be read.
 * @throws {SyntaxError} When it is no model: says what it is.
 */
export async function openModel(
  path?: string,
  folders: { readonly runs: string; readonly trained: string } = { runs: "runs", trained: TRAINED },
): Promise<OpenedModel> {
  if (path === undefined) {
    const found = await newestRun(folders.runs) ?? await ownModel(folders.trained);
    if (found === undefined) {
      throw new NoModelError(
        `No model: "${folders.runs}" holds no complete run. Train one (deno task pipeline), or ` +
          "give a file with --model",
      );
    }
    return { ...await open(found.path), found: found.how };
  }
  return await open(path);
}

async function open(path: string): Promise<OpenedModel> {
  if (!path.endsWith(".json")) return { path, ...await readModel(path) };
  // Loading tfjs takes longer than most evaluations.
  const { convertSaved } = await import("./convert_saved.ts");
  const bytes = await convertSaved(path);
  return { path, bytes, metadata: readModelMetadata(bytes) };
}

async function newestRun(folder: string): Promise<{ path: string; how: string } | undefined> {
  const { runs } = await findRunsAndSweeps(folder);
  const [newest] = runs.filter(({ summary }) => summary !== undefined)
    .sort((a, b) => a.summary!.date < b.summary!.date ? 1 : -1);
  if (newest === undefined) return undefined;
  return { path: `${newest.path}/${newest.summary!.model.path}`, how: "the newest run" };
}

async function ownModel(folder: string): Promise<{ path: string; how: string } | undefined> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) names.push(name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new Error(`Cannot read "${folder}": ${explainReadFailure(error, folder)}`, {
      cause: error,
    });
  }
  const [name] = names.sort();
  if (name === undefined) return undefined;
  return { path: `${folder}/${name}/model.onnx`, how: "comes with the project" };
}
