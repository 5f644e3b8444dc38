import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { ElementType, Storage, TensorData, ValueInfo } from "../graph/mod.ts";
import { fits, isWhole, tensorError } from "./_check.ts";
import { loadError, releasedError, runError } from "./_errors.ts";
import type { Provider, Session, SessionOptions, Tensors } from "./session.ts";

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
  readonly provider: Provider = "wasm";
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  #web: WebRuntimeSession | undefined;

  constructor(web: WebRuntimeSession) {
    this.#web = web;
    this.inputs = web.inputMetadata.map(toValueInfo);
    this.outputs = web.outputMetadata.map(toValueInfo);
  }

  async run(feeds: Tensors, into: Tensors = {}): Promise<Record<string, TensorData>> {
    if (this.#web === undefined) throw releasedError();
    this.#check(feeds, into);
    let made: Record<string, Tensor>;
    try {
      made = await this.#web.run(
        Object.fromEntries(
          Object.entries(feeds).map((
            [name, { dtype, shape, data }],
          ) => [name, new Tensor(dtype, data as Float32Array, shape)]),
        ),
      );
    } catch (error) {
      throw runError(error);
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
    await web?.release();
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

/**
 * Loads a model in onnxruntime-web's WebAssembly build, with one thread. Errors as of
 * `createSession`.
 *
 * This module is browser compatible.
 *
 * @param wasmFolder URL of the folder with the runtime's `.wasm` files, ending in a slash.
 */
export async function createWebSession(
  model: Uint8Array,
  wasmFolder: string,
  { optimization = "all" }: SessionOptions = {},
): Promise<Session> {
  env.logLevel = "fatal";
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = wasmFolder;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(model, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: optimization,
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw loadError(model, error);
  }
  return new WebSession(session as unknown as WebRuntimeSession);
}
