import * as tf from "@tensorflow/tfjs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../data/mod.ts";
import { prepareTfjs } from "./engines/_tfjs.ts";
import { explainNotJson } from "./_model_file_kinds.ts";

/** Name of the file with the topology, and of the one with the weights beside it. */
const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "weights.bin";

/**
 * Saves a model to `folder` in tfjs's layers format, as `model.json` and `weights.bin`, which
 * `tf.loadLayersModel` reads in browsers too. The optimizer is not saved.
 *
 * @returns The path of `model.json`.
 */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<string> {
  const path = join(folder, MODEL_FILE);
  await model.save({
    async save(artifacts) {
      const { modelTopology, format, generatedBy, convertedBy, weightSpecs, weightData } =
        artifacts;
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
      const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest };
      await writeFileAtomic(join(folder, WEIGHTS_FILE), weights);
      await writeFileAtomic(path, JSON.stringify(json));
      return {
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
      };
    },
  });
  return path;
}

/**
 * Loads a model that {@linkcode saveModel} or tfjs itself saved. It is not compiled.
 *
 * @param path Its `model.json`; the weights are found beside it.
 * @throws {Deno.errors.NotFound} When `model.json` or a weights file is not there.
 * @throws {SyntaxError} For a file that is not a tfjs layers model.
 * @throws {RangeError} For weights of another size than `model.json` says.
 */
export async function loadModel(path: string): Promise<tf.LayersModel> {
  prepareTfjs();
  const { modelTopology, format, weightsManifest } = parse(await read(path), path);
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const files = weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(
    files.map((file) => read(join(dirname(path), file), `, the weights of "${path}"`)),
  );
  const weightData = await new Blob(parts).arrayBuffer();
  const expected = weightSpecs.reduce((sum, spec) => sum + sizeInBytes(spec), 0);
  if (weightData.byteLength !== expected) {
    throw new RangeError(
      `Cannot load "${path}": its weights (${files.join(", ")}) have ${weightData.byteLength} ` +
        `bytes, expected ${expected}. Save the model again, or copy the files again`,
    );
  }
  const artifacts = { modelTopology, weightSpecs, weightData, ...(format ? { format } : {}) };
  return tf.loadLayersModel(tf.io.fromMemory(artifacts));
}

interface ModelJson {
  readonly modelTopology: Record<string, unknown>;
  readonly format?: string;
  readonly weightsManifest: readonly {
    readonly paths: string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

async function read(path: string, role = ""): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Deno.errors.NotFound(`Cannot find "${path}"${role}`, { cause: error });
    }
    if (
      error instanceof Deno.errors.IsADirectory || (error as { code?: string }).code === "EISDIR"
    ) {
      throw new TypeError(
        `Cannot load "${path}": it is a folder. Give the file, "${join(path, MODEL_FILE)}"`,
        { cause: error },
      );
    }
    throw error;
  }
}

function parse(bytes: Uint8Array, path: string): ModelJson {
  const refuse = (reason: string, cause?: unknown) =>
    new SyntaxError(`Cannot load "${path}" as a TensorFlow.js layers model: ${reason}`, { cause });
  let json: Partial<ModelJson> | null;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refuse(explainNotJson(bytes, path), error);
  }
  if (json?.format === "graph-model") {
    throw refuse("it is a graph model, which has no layers. Export the model as a layers model");
  }
  if (typeof json?.modelTopology !== "object" || json.modelTopology === null) {
    throw refuse(`it has no "modelTopology". Give the model.json that model.save() wrote`);
  }
  if (!Array.isArray(json.weightsManifest)) {
    throw refuse(`it has no "weightsManifest". Give the model.json that model.save() wrote`);
  }
  return json as ModelJson;
}

/** Size of a stored weight; quantized ones are stored in their smaller type. */
function sizeInBytes({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const bytes = { uint8: 1, bool: 1, uint16: 2, float16: 2, complex64: 8 }[stored as string] ?? 4;
  return tf.util.sizeFromShape(shape) * bytes;
}
