import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { ElementType, Storage, TensorData, ValueInfo } from "../../graph/mod.ts";
import { fits, isWhole, tensorError } from "./check_tensors.ts";
import { isStartFailure, loadError, releasedError, runError, startError } from "./errors.ts";
import type { Session, SessionOptions, Tensors } from "./session.ts";
import { weightOptions } from "./weight_options.ts";

/** What runs a graph in a browser. */
export type WebProvider = "wasm" | "webgpu";

/** The part of onnxruntime-web that is used here, the same for both of its builds. */
type WebRuntime = Pick<
  typeof import("onnxruntime-web/wasm"),
  "env" | "InferenceSession" | "Tensor"
>;

/**
 * Each build is loaded when it is asked for: most pages want the smaller one. Of the two with WebGPU this is the one for
 * browsers whose WebAssembly can wait for promises, 17 MB: the other has 27, which hosts with a limit of 25 MiB refuse.
 */
const RUNTIMES: Readonly<Record<WebProvider, () => Promise<WebRuntime>>> = {
  wasm: () => import("onnxruntime-web/wasm"),
  webgpu: () => import("onnxruntime-web/jspi"),
};

let last: Promise<unknown> = Promise.resolve();

/** One call into the runtime after the other: on WebGPU it refuses a second one before the first has ended. */
function inTurn<T>(call: () => Promise<T>): Promise<T> {
  const turn = last.then(call);
  last = turn.catch(() => {});
  return turn;
}

/** The part of onnxruntime-web's session that is used here. */
interface WebRuntimeSession {
  readonly inputMetadata: readonly InferenceSession.ValueMetadata[];
  readonly outputMetadata: readonly InferenceSession.ValueMetadata[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

function toValueInfo(metadata: InferenceSession.ValueMetadata): ValueInfo {
  const { name } = metadata;
  if (!metadata.isTensor) throw new TypeError(`Cannot load the model: "${name}" is not a tensor`);
  return {
    name,
    dtype: metadata.type as ElementType,
    shape: metadata.shape.map((dim) => dim === "" ? "?" : dim),
  };
}

class WebSession implements Session {
  readonly provider: WebProvider;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly #runtime: WebRuntime;
  #web: WebRuntimeSession | undefined;

  constructor(web: WebRuntimeSession, runtime: WebRuntime, provider: WebProvider) {
    this.#web = web;
    this.#runtime = runtime;
    this.provider = provider;
    this.inputs = web.inputMetadata.map(toValueInfo);
    this.outputs = web.outputMetadata.map(toValueInfo);
  }

  async run(feeds: Tensors, into: Tensors = {}): Promise<Record<string, TensorData>> {
    if (this.#web === undefined) throw releasedError();
    this.#check(feeds, into);
    const { Tensor } = this.#runtime;
    const tensors = Object.fromEntries(
      Object.entries(feeds).map((
        [name, { dtype, shape, data }],
      ) => [name, new Tensor(dtype, data as Float32Array, shape)]),
    );
    let made: Record<string, Tensor>;
    try {
      made = await inTurn(() => {
        if (this.#web === undefined) throw releasedError();
        return this.#web.run(tensors);
      });
    } catch (error) {
      throw this.#web === undefined ? releasedError() : runError(error);
    }
    return Object.fromEntries(
      this.outputs.map(({ name }) => [name, toTensorData(made[name]!, into[name])]),
    );
  }

  runSync(): never {
    throw new TypeError(
      'Cannot run synchronously on runtime "web". Use run(), or runtime "node"',
    );
  }

  async release(): Promise<void> {
    const web = this.#web;
    this.#web = undefined;
    if (web !== undefined) await inTurn(() => web.release());
  }

  #check(feeds: Tensors, into: Tensors): void {
    const good = (given: Tensors, infos: readonly ValueInfo[]) =>
      Object.entries(given).every(([name, tensor]) => {
        const info = infos.find((candidate) => candidate.name === name);
        return info !== undefined && fits(tensor, info) && isWhole(tensor);
      });
    const complete = this.inputs.every(({ name }) => name in feeds);
    if (!complete || !good(feeds, this.inputs) || !good(into, this.outputs)) {
      throw tensorError(feeds, into, this.inputs, this.outputs);
    }
  }
}

/** onnxruntime-web ignores pre-allocated arrays in the page's memory, so outputs are copied over. */
function toTensorData(made: Tensor, target: TensorData | undefined): TensorData {
  const data = made.data as Storage;
  if (target === undefined) {
    return { dtype: made.type as ElementType, shape: [...made.dims], data };
  }
  (target.data as Float32Array).set(data as Float32Array);
  return target;
}

/** Where and how onnxruntime-web runs a model. */
export interface WebSessionOptions extends Pick<SessionOptions, "optimization"> {
  /** What runs the graph. @default {"wasm"} */
  readonly provider?: WebProvider;
  /**
   * The runtime's WebAssembly: URL of the folder that holds it, ending in a slash, or its bytes. A provider's first
   * session starts its runtime, later ones share it and need none.
   */
  readonly wasm?: string | Uint8Array<ArrayBuffer>;
}

/**
 * Loads a model in onnxruntime-web, with one thread: a small model gains nothing from more, and they ask for
 * headers that static hosts do not send. The runtime itself is loaded at the first session of its provider.
 *
 * This module is browser compatible.
 *
 * @throws {SyntaxError} When the bytes are no ONNX model.
 * @throws {TypeError} When an input or output has an element type that a `TensorData` cannot hold.
 * @throws {RuntimeStartError} When ONNX Runtime itself cannot be loaded or started.
 * @throws {Error} When ONNX Runtime refuses the model or the provider, with its reason.
 */
export async function createWebSession(
  model: Uint8Array,
  { provider = "wasm", wasm, optimization = "all" }: WebSessionOptions = {},
): Promise<Session> {
  const runtime = await RUNTIMES[provider]().catch((error) => {
    throw startError(error);
  });
  const { env, InferenceSession } = runtime;
  env.logLevel = "fatal";
  env.wasm.numThreads = 1;
  if (typeof wasm === "string") env.wasm.wasmPaths = wasm;
  else if (wasm !== undefined) env.wasm.wasmBinary = wasm;
  let session: InferenceSession;
  try {
    session = await inTurn(() =>
      InferenceSession.create(model, {
        executionProviders: [provider],
        graphOptimizationLevel: optimization,
        logSeverityLevel: 4,
        extra: { session: weightOptions(model) },
      })
    );
  } catch (error) {
    throw isStartFailure(error) ? startError(error) : loadError(model, error);
  } finally {
    // The runtime has its own copy by now.
    delete env.wasm.wasmBinary;
  }
  return new WebSession(session as unknown as WebRuntimeSession, runtime, provider);
}
