import { decodeModelInfo } from "../../src/graph/mod.ts";
import {
  parseClassNames,
  parsePreprocessing,
  type Preprocessing,
} from "../../src/preprocess/mod.ts";
import { createWebSession, type WebProvider } from "../../src/runtime/web/mod.ts";
import { download, type OnBytes } from "./_download.ts";
import { LoadedClassifier } from "./_loaded_classifier.ts";
import { downloadWasm, runtimeStarted, wasmUrl } from "./_runtime_files.ts";
import type { Classifier, ClassifierOptions, LoadProgress } from "./classifier.ts";
import { ModelLoadError } from "./errors.ts";
import { webgpuProblem } from "./_webgpu.ts";

/** A model's file, and what it says about its use. */
interface Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
}

/**
 * Loads an ONNX model that this project exported, and the runtime that it needs, into a page. Labels and
 * preprocessing come from the model's own file. One warm-up run is done before the classifier is handed out.
 *
 * @throws {ModelLoadError} When the model or the runtime cannot be downloaded or are not what they should be, and
 * in browsers without WebAssembly.
 *
 * @example
 * ```ts no-eval
 * const classifier = await createClassifier({ modelUrl: "model.onnx" });
 * const { label, probability } = await classifier.classify(document.querySelector("canvas")!);
 * ```
 */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  if (typeof WebAssembly === "undefined") {
    throw new ModelLoadError(
      "Cannot run a model: this browser has no WebAssembly, or it is turned off. " +
        "Use a current browser without lockdown mode",
    );
  }
  const { provider = "wasm" } = options;
  const loading = new Loading(options);
  if (provider === "wasm") return await loading.open("wasm", []);
  const problem = await webgpuProblem(provider === "webgpu");
  if (problem !== undefined) return await loading.open("wasm", [problem]);
  try {
    return await loading.open("webgpu", []);
  } catch (error) {
    await loading.model;
    return await loading.open("wasm", [`WebGPU failed: ${(error as Error).message}`]);
  }
}

/** One model on its way, which may be opened a second time where the first provider fails. */
class Loading {
  readonly model: Promise<Model>;
  readonly #options: ClassifierOptions;
  readonly #base = globalThis.document?.baseURI ?? import.meta.url;
  readonly #url: string;
  readonly #started = performance.now();
  readonly #parts: Record<string, { loaded: number; total: number | undefined }> = {};

  constructor(options: ClassifierOptions) {
    this.#options = options;
    this.#url = new URL(options.modelUrl, this.#base).href;
    this.model = this.#download();
    // Reported where it is awaited: the wasm file may fail first.
    this.model.catch(() => {});
  }

  async #download(): Promise<Model> {
    const { modelBytes } = this.#options;
    const bytes = modelBytes === undefined
      ? await download(
        this.#url,
        { name: "the model", remedy: "Check the address" },
        this.#progressOf("model"),
      )
      : new Uint8Array(modelBytes);
    return { bytes, ...readFacts(bytes, this.#url) };
  }

  async #wasm(provider: WebProvider): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { wasmPaths, wasmBytes } = this.#options;
    if (wasmBytes !== undefined && provider === "wasm") return wasmBytes;
    const url = wasmUrl(provider, wasmPaths, this.#base);
    return await downloadWasm(provider, url, this.#progressOf("runtime"));
  }

  #progressOf(part: string): OnBytes {
    delete this.#parts[part];
    return (loaded, total) => {
      this.#parts[part] = { loaded, total };
      this.#report("download");
    };
  }

  #report(phase: LoadProgress["phase"]): void {
    const parts = Object.values(this.#parts);
    const loaded = parts.reduce((bytes, part) => bytes + part.loaded, 0);
    const total = parts.reduce((bytes, part) => bytes + (part.total ?? NaN), 0);
    this.#options.onProgress?.({ phase, loaded, ...(Number.isNaN(total) ? {} : { total }) });
  }

  /** Opens the model on a provider and runs it once. */
  async open(provider: WebProvider, notes: readonly string[]): Promise<Classifier> {
    const [model, wasm] = await Promise.all([
      this.model,
      this.#wasm(provider),
    ]);
    const downloaded = performance.now();
    this.#report("session");
    const session = await this.#explain(
      createWebSession(model.bytes, { provider, ...(wasm === undefined ? {} : { wasm }) }),
    );
    runtimeStarted(provider);
    const opened = performance.now();
    this.#report("warm-up");
    try {
      const classifier = new LoadedClassifier(session, { ...model, provider, notes });
      await classifier.warmUp();
      const ended = performance.now();
      classifier.timings = {
        downloadMs: downloaded - this.#started,
        sessionMs: opened - downloaded,
        firstRunMs: ended - opened,
      };
      return classifier;
    } catch (error) {
      await session.release();
      throw brokenModel(this.#url, error);
    }
  }

  async #explain<T>(opening: Promise<T>): Promise<T> {
    try {
      return await opening;
    } catch (error) {
      throw brokenModel(this.#url, error);
    }
  }
}

function readFacts(bytes: Uint8Array, url: string): Omit<Model, "bytes"> {
  try {
    const { labels, preprocessing } = decodeModelInfo(bytes).metadata;
    if (preprocessing === undefined) {
      throw new TypeError(
        'the file has no "preprocessing" in its metadata_props. Use a model that this project exported',
      );
    }
    return {
      labels: labels === undefined ? undefined : parseClassNames(labels),
      preprocessing: parsePreprocessing(preprocessing),
    };
  } catch (error) {
    throw brokenModel(url, error);
  }
}

function brokenModel(url: string, error: unknown): ModelLoadError {
  return new ModelLoadError(
    `Cannot use the model ${url}: ${(error as Error).message}`,
    { url },
    { cause: error },
  );
}
