import { decodeModelInfo } from "../../src/graph/mod.ts";
import {
  parseClassNames,
  parsePreprocessing,
  type Preprocessing,
} from "../../src/preprocess/mod.ts";
import {
  createWebSession,
  RuntimeStartError,
  type WebProvider,
} from "../../src/runtime/web/mod.ts";
import { download, type OnBytes, resolveUrl } from "./_download.ts";
import { LoadedClassifier } from "./_loaded_classifier.ts";
import { downloadWasm, runtimeFailed, runtimeStarted, wasmUrl } from "./_runtime_files.ts";
import type { Classifier, ClassifierOptions, LoadProgress } from "./classifier.ts";
import { ModelLoadError } from "./errors.ts";
import { webgpuProblem } from "./_webgpu.ts";

/** A model's file, and what it says about its use. */
interface Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
}

const PROVIDERS = ["wasm", "webgpu", "auto"];

/**
 * Loads an ONNX model that this project exported, and the runtime that it needs, into a page. Labels and
 * preprocessing come from the model's own file. One warm-up run is done before the classifier is handed out.
 *
 * @throws {ModelLoadError} When the model or the runtime cannot be downloaded or are not what they should be, when the
 * runtime does not start, and in browsers without WebAssembly.
 * @throws {TypeError} When `provider` is none of those.
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
  if (!PROVIDERS.includes(provider)) {
    throw new TypeError(
      `Unsupported provider: "${provider}". Should be one of: ${PROVIDERS.join(", ")}`,
    );
  }
  const loading = new Loading(options);
  if (provider === "wasm") return await loading.open("wasm", []);
  const problem = await webgpuProblem(provider === "webgpu");
  if (problem !== undefined) return await loading.open("wasm", [problem]);
  try {
    return await loading.open("webgpu", []);
  } catch (error) {
    await loading.model;
    const { cause, message } = error as Error;
    // WebAssembly's runtime is another: nobody needs to reload the page for it.
    const reason = cause instanceof RuntimeStartError ? cause.message : message;
    return await loading.open("wasm", [`WebGPU failed: ${reason}`]);
  }
}

/** One model on its way, which may be opened a second time where the first provider fails. */
class Loading {
  readonly model: Promise<Model>;
  readonly #options: ClassifierOptions;
  readonly #base = globalThis.document?.baseURI ?? import.meta.url;
  /** Absent for a model given as bytes. */
  #url: string | undefined;
  readonly #started = performance.now();
  readonly #parts: Record<string, { loaded: number; total: number | undefined }> = {};

  constructor(options: ClassifierOptions) {
    this.#options = options;
    this.model = this.#download();
    // Reported where it is awaited: the wasm file may fail first.
    this.model.catch(() => {});
  }

  async #download(): Promise<Model> {
    const { modelUrl, modelBytes } = this.#options;
    if (modelBytes !== undefined) {
      const bytes = new Uint8Array(modelBytes);
      return { bytes, ...readFacts(bytes, undefined) };
    }
    const url = this.#url = resolveUrl(modelUrl, this.#base, "the model");
    const bytes = await download(
      url,
      { name: "the model", remedy: "Check the address" },
      this.#progressOf("model"),
    );
    return { bytes, ...readFacts(bytes, url) };
  }

  /** Address of the WebAssembly; `undefined` where its bytes are given. */
  #wasmUrl(provider: WebProvider): string | undefined {
    const { wasmPaths, wasmBytes } = this.#options;
    return wasmBytes !== undefined && provider === "wasm"
      ? undefined
      : wasmUrl(provider, wasmPaths, this.#base);
  }

  async #wasm(provider: WebProvider): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const url = this.#wasmUrl(provider);
    if (url === undefined) return this.#options.wasmBytes;
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
    const session = await createWebSession(model.bytes, {
      provider,
      ...(wasm === undefined ? {} : { wasm }),
    }).catch((error) => {
      if (!(error instanceof RuntimeStartError)) throw brokenModel(this.#url, error);
      runtimeFailed(provider);
      throw brokenRuntime(this.#wasmUrl(provider), error);
    });
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
}

function readFacts(bytes: Uint8Array, url: string | undefined): Omit<Model, "bytes"> {
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

function brokenModel(url: string | undefined, error: unknown): ModelLoadError {
  return new ModelLoadError(
    `Cannot use the model ${url ?? "that was given as bytes"}: ${(error as Error).message}`,
    url === undefined ? {} : { url },
    { cause: error },
  );
}

/** A runtime that has failed stays so for as long as the page is open. */
function brokenRuntime(url: string | undefined, error: RuntimeStartError): ModelLoadError {
  return new ModelLoadError(
    `${error.message}. Its WebAssembly is ${
      url ?? "that of wasmBytes"
    }. Reload the page; if that does not help, ` +
      "copy the file again, and see that the page's Content-Security-Policy allows 'wasm-unsafe-eval'",
    url === undefined ? {} : { url },
    { cause: error },
  );
}
